import type { Problem } from '../../kernel/errors.ts';
import { readRow, wrong, type Measured, type Raw, type Read } from './row.ts';

const known = ['account', 'disk', 'traffic', 'at'];

/** Reads one JSON object a line: {"account":"alice","disk":123,"traffic":456,"at":"2026-07-09T13:45:00Z"}. */
export function readJsonLines(text: string, now: number): Read {
  const rows: Measured[] = [];
  const problems: Problem[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const read = readLine(index + 1, line, now);
    if (Array.isArray(read)) problems.push(...read);
    else rows.push(read);
  });
  return { rows, problems, strangers: 'refused' };
}

function readLine(row: number, line: string, now: number): Measured | Problem[] {
  const given = parse(line);
  if (given === null) return [wrong(row, 'json', 'usage.row.invalid')];
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    return unknown.map((key) => wrong(row, key.slice(0, 60), 'usage.row.resource', { value: key.slice(0, 60) }));
  return readRow(row, given, now);
}

function parse(line: string): Raw | null {
  try {
    const given: unknown = JSON.parse(line);
    return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Raw) : null;
  } catch {
    return null;
  }
}

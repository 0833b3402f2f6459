import { CsvError, parse } from 'csv-parse/sync';
import { PanelError, refuse, type Problem } from '../../kernel/errors.ts';
import { readRepquota, repquotaHeader } from './repquota.ts';
import { readRow, wrong, type Measured, type Read } from './row.ts';

const columns = ['account', 'disk', 'traffic', 'at'] as const;
const expected = `account,disk,traffic / ${repquotaHeader.join(',')},…`;

/** Reads our own CSV, whose first row names the columns, or the output of `repquota -O csv`. */
export function readCsv(text: string, now: number): Read {
  const [header = [], ...records] = split(text);
  if (repquotaHeader.every((name, index) => header[index] === name)) return readRepquota(header, records, now);
  const names = header.map((name) => name.trim());
  const isOurs =
    names.every((name) => columns.some((column) => column === name)) && new Set(names).size === names.length;
  if (!isOurs || !names.includes('account') || names.length < 2)
    throw refuse('invalid', 'rows', 'usage.header', { expected });
  return readOurs(names, records, now);
}

function readOurs(names: readonly string[], records: readonly string[][], now: number): Read {
  const rows: Measured[] = [];
  const problems: Problem[] = [];
  const [account, disk, traffic, at] = columns.map((name) => names.indexOf(name));
  records.forEach((record, index) => {
    if (isBlank(record)) return;
    const row = index + 2;
    if (record.length !== names.length) {
      problems.push(wrong(row, '', 'usage.row.fields', { expected: names.length, found: record.length }));
      return;
    }
    const raw = {
      account: cell(record, account),
      disk: bytes(record, disk),
      traffic: bytes(record, traffic),
      at: cell(record, at),
    };
    const read = readRow(row, raw, now);
    if (Array.isArray(read)) problems.push(...read);
    else rows.push(read);
  });
  return { rows, problems, strangers: 'refused' };
}

const isBlank = (record: readonly string[]): boolean => record.length === 1 && record[0]?.trim() === '';

function cell(record: readonly string[], index = -1): string | undefined {
  const text = record[index]?.trim();
  return text === '' ? undefined : text;
}

/** A number when it is written as one; anything else is handed on for the row to refuse. */
function bytes(record: readonly string[], index: number | undefined): number | string | undefined {
  const text = cell(record, index);
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : text;
}

function split(text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: false });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PanelError('invalid', 'error.invalid', {}, [
      wrong(Number(error['lines'] ?? 1), 'csv', 'usage.row.invalid'),
    ]);
  }
}

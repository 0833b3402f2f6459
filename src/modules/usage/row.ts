import { z } from 'zod';
import type { MessageValues, Problem } from '../../kernel/errors.ts';

/** What was measured of one account. */
export interface Measured {
  /** Where it stands in the report, from 1. */
  readonly row: number;
  readonly account: string;
  /** Bytes on disk, of this account alone; null: not measured. */
  readonly disk: number | null;
  /** Bytes since the report before; null: not measured. */
  readonly traffic: number | null;
  /** When, epoch ms. */
  readonly at: number;
}

export interface Read {
  readonly rows: readonly Measured[];
  readonly problems: readonly Problem[];
  /** A server has users that are no accounts; a report made for the panel has not. */
  readonly strangers: 'ignored' | 'refused';
}

type RowMessage = Extract<Problem['message'], `usage.row.${string}`>;

export const wrong = (row: number, field: string, message: RowMessage, values: MessageValues = {}): Problem => ({
  field: 'rows',
  message,
  values: { row, field, ...values },
});

/** A row as it came: texts from CSV, whatever was written in JSON; undefined is not given. */
export type Raw = Readonly<Record<'account' | 'disk' | 'traffic' | 'at', unknown>>;

/** Clocks of servers may be this far ahead, milliseconds. */
const skew = 5 * 60_000;
const mostBytes = 2 ** 52;

const Bytes = z.int().min(0).max(mostBytes);
const Time = z.iso.datetime({ offset: true });

/** Reads one row, or says everything that is wrong with it. */
export function readRow(row: number, raw: Raw, now: number): Measured | Problem[] {
  const problems: Problem[] = [];
  const bytes = (field: 'disk' | 'traffic'): number | null => {
    if (raw[field] === undefined) return null;
    const parsed = Bytes.safeParse(raw[field]);
    if (!parsed.success) problems.push(wrong(row, field, 'usage.row.number'));
    return parsed.data ?? null;
  };
  const account = typeof raw.account === 'string' ? raw.account.trim() : '';
  if (account === '') problems.push(wrong(row, 'account', 'usage.row.missing'));
  if (raw.disk === undefined && raw.traffic === undefined) problems.push(wrong(row, 'disk', 'usage.row.missing'));
  const read = { row, account, disk: bytes('disk'), traffic: bytes('traffic'), at: readTime(raw.at, now) };
  if (Number.isNaN(read.at)) problems.push(wrong(row, 'at', 'usage.row.time'));
  return problems.length > 0 ? problems : read;
}

function readTime(given: unknown, now: number): number {
  if (given === undefined) return now;
  const at = Time.safeParse(given).success ? Date.parse(given as string) : NaN;
  return at > now + skew ? NaN : Math.min(at, now);
}

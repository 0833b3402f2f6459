import type { Ctx } from '../kernel/ctx.ts';

/** One thing that differs from what the rows say. */
export interface Fault {
  /** Whose it is: `user alice`, `site example.com`. */
  readonly what: string;
  readonly text: string;
}

export type Value = string | number | boolean | null;

export const differs = (what: string, column: string, kept: Value, truth: Value): Fault => ({
  what,
  text: `${column} is ${shown(kept)}, should be ${shown(truth)}`,
});

const shown = (value: Value): string =>
  typeof value === 'string' ? `“${value}”` : value === null ? 'empty' : String(value);

/** What has been looked at, and how much of what differs is right again. */
export interface Tally {
  accounts: number;
  sites: number;
  tickets: number;
  records: number;
  differs: number;
  repaired: number;
}

export const emptyTally = (): Tally => ({ accounts: 0, sites: 0, tickets: 0, records: 0, differs: 0, repaired: 0 });

/** The columns whose value is another, as a change to what is kept. */
export function changed<T extends object>(kept: T, truth: Partial<T>): Partial<T> {
  const keys = (Object.keys(truth) as (keyof T)[]).filter((key) => !isSame(kept[key], truth[key]));
  return Object.fromEntries(keys.map((key) => [key, truth[key]])) as Partial<T>;
}

/** Beyond 2^53 bytes, which are 9 PB, numbers here have lost their last digit. */
function isSame(kept: unknown, truth: unknown): boolean {
  if (typeof kept !== 'number' || typeof truth !== 'number' || Number.isSafeInteger(truth)) return kept === truth;
  return Math.abs(kept - truth) <= truth * 2 * Number.EPSILON;
}

export type On = Pick<Ctx, 'db'>;

/** How many rows are held in memory at a time. */
export const pageSize = 1000;

/** Reads everything in the order of its id, a page at a time. */
export async function* pages<T extends { id: number }>(
  ctx: On,
  read: (ctx: On, after: number, limit: number) => Promise<T[]>,
): AsyncGenerator<T[]> {
  let rows = await read(ctx, 0, pageSize);
  while (rows.length > 0) {
    yield rows;
    rows = await read(ctx, rows.at(-1)?.id ?? 0, pageSize);
  }
}

import type { AccountRecord } from './account.table.ts';
import type { Resource } from './resources.ts';

export type Sum =
  `${Resource | 'resellers'}_used` | `${Resource}_allocated` | `${'users' | 'resellers'}_${'held' | 'near'}`;

/** Sums are written by what is added to them, everything else as it is. */
export const isSum = (column: string): boolean => /_(?:used|allocated|held|near)$/.test(column);

const added = new WeakMap<AccountRecord, Partial<Record<Sum, bigint>>>();

/**
 * Adds to a kept sum of a locked row. A sum over everybody goes beyond 2^53, where numbers here are rounded: what is
 * added is therefore remembered beside it, for the database to add.
 */
export function add(row: AccountRecord, sum: Sum, amount: number): void {
  const amounts = added.get(row) ?? {};
  added.set(row, amounts);
  amounts[sum] = (amounts[sum] ?? 0n) + BigInt(amount);
  row[sum] += amount;
}

/** What has been added to a row and is to be written now. */
export function takeAdded(row: AccountRecord): [Sum, bigint][] {
  const amounts = Object.entries(added.get(row) ?? {}) as [Sum, bigint][];
  added.delete(row);
  return amounts.filter(([, amount]) => amount !== 0n);
}

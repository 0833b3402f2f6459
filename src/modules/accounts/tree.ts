import type { Ctx } from '../../kernel/ctx.ts';
import { notFound, PanelError } from '../../kernel/errors.ts';
import type { AccountRecord } from './account.table.ts';
import { lockAccounts, parentsOf, saveAccount } from './account.store.ts';
import { limitedAt, nearPercent, resources, type Resource } from './resources.ts';

/**
 * An account and its ancestors, leaf first, locked until the transaction ends. While a path is in hand nobody else
 * changes these rows, so sums are plain arithmetic on them; `savePath` writes what differs.
 */
export interface Path {
  readonly rows: readonly AccountRecord[];
  readonly before: readonly AccountRecord[];
}

export async function lockPath(tx: Ctx, id: number): Promise<Path> {
  const ids = [id, ...(await parentsOf(tx, id))];
  const locked = await lockAccounts(tx, ids);
  const rows = ids.map((one) => locked.get(one)).filter((row) => row !== undefined);
  if (rows.length !== ids.length) throw notFound(String(id));
  const moved = rows.some((row, index) => row.parent_id !== (ids[index + 1] ?? null));
  if (moved) throw new PanelError('conflict', 'error.conflict');
  return { rows, before: rows.map((row) => ({ ...row })) };
}

/** The account the path begins with. */
export function leaf(path: Path): AccountRecord {
  const [row] = path.rows;
  if (row === undefined) throw new Error('a path has at least one account');
  return row;
}

export const parent = (path: Path): AccountRecord | null => path.rows[1] ?? null;

/** The path of the leaf's parent. */
export const above = ({ rows, before }: Path): Path => ({ rows: rows.slice(1), before: before.slice(1) });

/** Takes rows of a counted resource from the account and each above it, or refuses where one is full. */
export function take(path: Path, resource: Resource, count: number): void {
  for (const row of path.rows) {
    const max = row[`${resource}_max`];
    const used = row[`${resource}_used`] + count;
    if (count > 0 && max !== null && used > max) throw full(path, row, resource);
    row[`${resource}_used`] = used;
  }
}

function full(path: Path, row: AccountRecord, resource: Resource): PanelError {
  const max = { amount: row[`${resource}_max`] ?? 0, unit: resources[resource].unit };
  const own = row === leaf(path);
  return new PanelError('limit', own ? 'account.limit.reached' : 'account.limit.reached_above', { max, name: row.name });
}

type Sum = 'resellers_used' | 'users_held' | 'users_near' | 'resellers_held' | 'resellers_near';

export function addAbove(path: Path, sum: Sum, count: number): void {
  for (const row of path.rows.slice(1)) row[sum] += count;
}

/** The fullest of its limits in percent, at most 9999; what has no limit is never full. */
export function peakOf(row: AccountRecord): number {
  const percents = limitedAt(row.level).map((resource) => {
    const max = row[`${resource}_max`];
    const used = row[`${resource}_used`];
    if (max === null || used === 0) return 0;
    return max === 0 ? 9999 : Math.min(9999, Math.floor((100 * used) / max));
  });
  return Math.max(0, ...percents);
}

export const isNear = (row: AccountRecord): boolean => row.peak >= nearPercent && row.deleted_at === null;

/** Brings each row's fullest limit up to date, counts it above when it came near one or left it, and writes what differs. */
export async function savePath(tx: Ctx, path: Path): Promise<void> {
  path.rows.forEach((row, index) => {
    if (row.level === 'admin') return;
    row.peak = peakOf(row);
    const change = Number(isNear(row)) - Number(isNear(path.before[index] ?? row));
    if (change !== 0) addAbove({ rows: path.rows.slice(index), before: [] }, `${row.level}s_near`, change);
  });
  for (const [index, row] of path.rows.entries()) {
    const change = difference(path.before[index] ?? row, row);
    if (Object.keys(change).length > 0) await saveAccount(tx, row.id, change);
  }
}

function difference(before: AccountRecord, after: AccountRecord): Partial<AccountRecord> {
  const keys = (Object.keys(after) as (keyof AccountRecord)[]).filter((key) => before[key] !== after[key]);
  return Object.fromEntries(keys.map((key) => [key, after[key]]));
}

import type { Ctx } from '../../kernel/ctx.ts';
import { notFound, PanelError } from '../../kernel/errors.ts';
import type { AccountRecord } from './account.table.ts';
import { ancestorsOf, lockAccounts, parentsOf, saveAccounts } from './account.store.ts';
import { tellServers } from './hosted.ts';
import { limitedAt, nearPercent, resources, type Resource } from './resources.ts';
import { add, isSum, takeAdded, type Sum } from './sums.ts';

/**
 * An account and its ancestors, leaf first, locked until the transaction ends. While a path is in hand nobody else
 * changes these rows, so sums are plain arithmetic on them; `savePath` writes what differs.
 */
export interface Path {
  readonly rows: readonly AccountRecord[];
  readonly before: readonly AccountRecord[];
}

/** Whoever waited for the lock may find that the account has been deleted or moved in between. */
export async function lockPath(tx: Ctx, id: number): Promise<Path> {
  const ids = [id, ...(await parentsOf(tx, id))];
  const locked = await lockAccounts(tx, ids);
  const rows = ids.map((one) => locked.get(one)).filter((row) => row !== undefined);
  if (rows.length !== ids.length) throw notFound(String(id));
  const moved = rows.some((row, index) => row.parent_id !== (ids[index + 1] ?? null));
  if (moved) throw new PanelError('conflict', 'error.conflict');
  refuseDeleted(rows);
  return { rows, before: rows.map((row) => ({ ...row })) };
}

export function refuseDeleted(rows: readonly AccountRecord[]): void {
  const gone = rows.find((row) => row.deleted_at !== null);
  if (gone) throw notFound(gone.name);
}

/**
 * The paths of many accounts, locked in one go, by id; an account that is not there is left out. Paths have their rows
 * in common where they meet, so what is added to one shows in the others: write them together, with `savePaths`.
 */
export async function lockPaths(tx: Ctx, ids: readonly number[]): Promise<Map<number, Path>> {
  for (;;) {
    const locked = await lockAccounts(tx, [...ids, ...(await ancestorsOf(tx, ids))]);
    const before = new Map([...locked].map(([id, row]) => [id, { ...row }]));
    const rows = ids.map((id) => upwards(locked, id));
    // An account that moved before it was locked hangs from a row that was not: the second time it stays.
    if (rows.some((path) => path.at(-1)?.parent_id != null)) continue;
    const paths = rows.filter((path) => path.length > 0);
    const copies = (path: AccountRecord[]): AccountRecord[] => path.map((row) => before.get(row.id) ?? row);
    return new Map(paths.map((path) => [path[0]?.id ?? 0, { rows: path, before: copies(path) }]));
  }
}

function upwards(rows: ReadonlyMap<number, AccountRecord>, id: number | null): AccountRecord[] {
  const row = rows.get(id ?? 0);
  return row === undefined ? [] : [row, ...upwards(rows, row.parent_id)];
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
    add(row, `${resource}_used`, count);
  }
}

function full(path: Path, row: AccountRecord, resource: Resource): PanelError {
  const max = { amount: row[`${resource}_max`] ?? 0, unit: resources[resource].unit };
  const own = row === leaf(path);
  return new PanelError('limit', own ? 'account.limit.reached' : 'account.limit.reached_above', {
    max,
    name: row.name,
  });
}

export function addAbove(path: Path, sum: Sum, count: number): void {
  for (const row of path.rows.slice(1)) add(row, sum, count);
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
  await savePaths(tx, [path]);
}

/** The same for many paths at once, as `lockPaths` gives them: each row is written once. */
export async function savePaths(tx: Ctx, paths: Iterable<Path>): Promise<void> {
  const touched = new Map<AccountRecord, AccountRecord>();
  for (const { rows, before } of paths)
    rows.forEach((row, index) => {
      if (touched.has(row)) return;
      touched.set(row, before[index] ?? row);
      countNear(rows.slice(index), before[index] ?? row);
    });
  await tellServers(tx, touched);
  const changes = [...touched].map(([row, before]) => ({
    id: row.id,
    set: difference(before, row),
    add: Object.fromEntries(takeAdded(row)),
  }));
  await saveAccounts(
    tx,
    changes.filter(({ set, add: sums }) => Object.keys(set).length + Object.keys(sums).length > 0),
  );
}

function countNear(rows: readonly AccountRecord[], before: AccountRecord): void {
  const [row] = rows;
  if (row === undefined || row.level === 'admin') return;
  row.peak = peakOf(row);
  const change = Number(isNear(row)) - Number(isNear(before));
  if (change !== 0) addAbove({ rows, before: [] }, `${row.level}s_near`, change);
}

function difference(before: AccountRecord, after: AccountRecord): Partial<AccountRecord> {
  const keys = (Object.keys(after) as (keyof AccountRecord)[]).filter(
    (key) => !isSum(key) && before[key] !== after[key],
  );
  return Object.fromEntries(keys.map((key) => [key, after[key]]));
}

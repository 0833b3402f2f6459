import type { Knex } from 'knex';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { allFeatures, fromBits } from '../../kernel/features.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { narrow } from '../search/index.ts';
import { hostCell, noHost, withHost, type HostColumns } from '../servers/index.ts';
import { visible } from './account.store.ts';
import { narrowToServer, serverFilter } from './account-server.store.ts';
import type { AccountRow, State } from './account-row.ts';
import type { AccountRecord, HoldRecord } from './account.table.ts';
import { firstHolds } from './hold.store.ts';
import { nearPercent } from './resources.ts';

type Level = 'reseller' | 'user';
type Columns = Pick<
  AccountRecord,
  'id' | 'name' | 'display_name' | 'features' | 'holds' | 'users_max' | 'users_used' | 'sites_max' | 'sites_used'
> &
  Pick<
    AccountRecord,
    'disk_max' | 'disk_used' | 'traffic_max' | 'traffic_used' | 'created_at' | 'deleted_at' | 'parent_id'
  >;
/** Nothing is inherited from the administrator, so only users have these. */
interface OfParent {
  parent_name: string;
  parent_features: number;
  parent_holds: number;
}
type OfUser = OfParent & HostColumns;
type Found = Columns & Partial<OfUser>;

const sortColumns: Readonly<Record<string, string>> = {
  name: 'name',
  users: 'users_used',
  sites: 'sites_used',
  disk: 'disk_used',
  traffic: 'traffic_used',
  createdAt: 'created_at',
  peak: 'peak',
};

const columns: (keyof Columns)[] = [
  'id',
  'name',
  'display_name',
  'features',
  'holds',
  'users_max',
  'users_used',
  'sites_max',
  'sites_used',
  'disk_max',
  'disk_used',
  'traffic_max',
  'traffic_used',
  'created_at',
  'deleted_at',
  'parent_id',
];
export async function listAccounts(ctx: Ctx, level: Level, query: ListQuery): Promise<Page<AccountRow>> {
  const { rows } = await matching(ctx, level, query, false);
  void rows.select(columns.map((column) => `accounts.${column}`));
  if (level === 'user') withParent(ctx, rows);
  const found = await walk<Found>(rows, {
    ...query,
    column: `accounts.${sortColumns[query.sort] ?? 'name'}`,
    id: 'accounts.id',
  });
  const stopped = found.rows.flatMap((row) => [
    ...(row.holds > 0 ? [row.id] : []),
    ...((row.parent_holds ?? 0) > 0 ? [row.parent_id ?? 0] : []),
  ]);
  const holds = await firstHolds(ctx, [...new Set(stopped)]);
  return { rows: found.rows.map((row) => toRow(ctx, row, holds)), next: found.next };
}

function withParent({ db }: Ctx, rows: Knex.QueryBuilder): void {
  void rows
    .join('accounts as parent', 'parent.id', 'accounts.parent_id')
    .select({ parent_name: 'parent.name', parent_features: 'parent.features', parent_holds: 'parent.holds' });
  withHost(db, rows, { kind: 'account', row: 'accounts', user: 'accounts', parent: 'parent' });
}

const isOfUser = (row: Found): row is Columns & OfUser => row.host_own !== undefined;

/** The accounts nearest to a limit, the fullest first. */
export async function fullest(ctx: Ctx, level: Level, count: number): Promise<AccountRow[]> {
  const query = {
    filter: '',
    view: 'near',
    sort: 'peak',
    desc: true,
    page: 1,
    perPage: count,
    deleted: false,
    after: null,
  };
  return (await listAccounts(ctx, level, query)).rows;
}

function toRow(ctx: Ctx, row: Found, holds: ReadonlyMap<number, HoldRecord>): AccountRow {
  return {
    id: row.id,
    name: row.name,
    second: row.display_name,
    reseller: row.parent_name ?? '',
    state: stateOf(row, holds),
    properties: {
      active: row.deleted_at === null && row.holds + (row.parent_holds ?? 0) === 0,
      features: fromBits(row.features & (row.parent_features ?? allFeatures)),
    },
    users: { used: row.users_used, max: row.users_max },
    sites: { used: row.sites_used, max: row.sites_max },
    disk: { used: row.disk_used, max: row.disk_max },
    traffic: { used: row.traffic_used, max: row.traffic_max },
    host: isOfUser(row) && row.deleted_at === null ? hostCell(ctx, row) : noHost,
    server: row.host_name ?? '',
    createdAt: row.created_at,
  };
}

function stateOf(row: Found, holds: ReadonlyMap<number, HoldRecord>): State {
  if (row.deleted_at !== null) return { kind: 'deleted', name: '', by: '', at: row.deleted_at, reason: '' };
  const own = holds.get(row.id);
  const hold = own ?? holds.get(row.parent_id ?? 0);
  if (!hold) return active;
  const kind = own ? 'disabled' : 'disabled_with';
  return {
    kind,
    name: own ? '' : (row.parent_name ?? ''),
    by: hold.placed_by_name,
    at: hold.placed_at,
    reason: hold.reason,
  };
}

const active: State = { kind: 'active', name: '', by: '', at: null, reason: '' };

/** The rows of the list before they are ordered: whose, deleted or not, which view, which filter. */
async function matching(
  ctx: Ctx,
  level: Level,
  query: ListQuery,
  counting: boolean,
): Promise<{ rows: Knex.QueryBuilder; whole: boolean }> {
  const rows = visible(ctx, level);
  let whole = true;
  if (!query.deleted) void rows.whereNull('accounts.deleted_at');
  if (query.view === 'near') void rows.where('accounts.peak', '>=', nearPercent).whereNull('accounts.deleted_at');
  if (query.view === 'disabled') void rows.where('accounts.holds', '>', 0);
  if (query.view === 'active') {
    void rows.where('accounts.holds', 0).whereNull('accounts.deleted_at');
    if (level === 'user') void rows.whereNotIn('accounts.parent_id', heldResellers(ctx));
  }
  if (query.view === 'disabled_with')
    void rows
      .whereIn('accounts.parent_id', heldResellers(ctx))
      .where('accounts.holds', 0)
      .whereNull('accounts.deleted_at');
  const { server, text } = serverFilter(ctx, level, query.filter);
  if (server !== null) await narrowToServer(ctx, rows, server, { counting, text });
  if (text !== '') {
    const parentId = ctx.viewer.level === 'admin' ? null : ctx.viewer.id;
    whole = await narrow(ctx, rows, {
      kind: level,
      parentId,
      table: 'accounts',
      size: (await sums(ctx, level)).all,
      filter: text,
      counting,
      sparing: query.sparing,
      hasty: query.hasty,
    });
  }
  // Not the rows themselves: a promise of a query would run it.
  return { rows, whole };
}

const heldResellers = (ctx: Ctx): Knex.QueryBuilder =>
  ctx.db('accounts').where('level', 'reseller').where('holds', '>', 0).whereNull('deleted_at').select('id');

/** Rows of each view from the sums kept on the viewer's own account; what matches a filter is counted, up to a bound. */
export async function countAccounts(ctx: Ctx, level: Level, query: ListQuery): Promise<Counts> {
  const views = await sums(ctx, level);
  if (query.filter === '' && !query.deleted)
    return { matching: views[query.view as keyof typeof views], bounded: false, views };
  const { rows, whole } = await matching(ctx, level, query, true);
  const n = await countUpTo(rows, countBound);
  return { matching: Math.min(n, countBound), bounded: n > countBound || !whole, views };
}

type Sums = Record<'all' | 'active' | 'disabled' | 'disabled_with' | 'near', number>;

async function sums(ctx: Ctx, level: Level): Promise<Sums> {
  const below = ctx
    .db('accounts as reseller')
    .where('reseller.level', 'reseller')
    .where('reseller.holds', '>', 0)
    .whereNull('reseller.deleted_at')
    .select(ctx.db.raw('coalesce(sum(reseller.users_used - reseller.users_held), 0)'));
  // A stopped reseller whose panel is looked into from above: all its users are stopped with it.
  if (ctx.viewer.level !== 'admin') void below.where('reseller.id', ctx.viewer.id);
  const own: Knex.QueryBuilder = ctx.db('accounts').where('accounts.id', ctx.viewer.id);
  void own.select({
    everyone: `accounts.${level}s_used`,
    held: `accounts.${level}s_held`,
    near: `accounts.${level}s_near`,
  });
  if (level === 'user') void own.select({ below });
  const [row] = (await own) as { everyone: number; held: number; near: number; below?: number }[];
  const { everyone: all = 0, held: disabled = 0, near = 0 } = row ?? {};
  const disabled_with = row?.below ?? 0;
  return { all, active: all - disabled - disabled_with, disabled, disabled_with, near };
}

import type { Knex } from 'knex';
import type { Given } from '../../db/fixed.ts';
import { inOrder, type Position } from '../../db/walk.ts';
import type { Level } from '../../kernel/ctx.ts';
import { withHost, type HostColumns } from '../servers/index.ts';
import { visible, type Sight } from './account.store.ts';
import type { AccountRecord } from './account.table.ts';
import { nearPercent } from './resources.ts';

// The SQL of lists of accounts, made from what it depends on and nothing else.

export type Listed = 'reseller' | 'user';

const common = [
  'id',
  'name',
  'display_name',
  'features',
  'holds',
  'disk_max',
  'disk_used',
  'traffic_max',
  'traffic_used',
  'created_at',
] as const;
/** What only one level has or shows, and what only a list with deleted accounts has to say. */
const ofLevel = {
  reseller: ['users_max', 'users_used'],
  user: ['sites_max', 'sites_used', 'parent_id'],
} as const;
const ofDeleted = 'deleted_at';

type Columns = Pick<AccountRecord, (typeof common)[number]> &
  Partial<Pick<AccountRecord, (typeof ofLevel)[Listed][number] | typeof ofDeleted>>;
/** Nothing is inherited from the administrator, so only users have these. */
interface OfParent {
  parent_name: string;
  parent_features: number;
  parent_holds: number;
}
type OfUser = OfParent & HostColumns;
export type Found = Columns & Partial<OfUser>;

export const isOfUser = (row: Found): row is Columns & OfUser => row.host_own !== undefined;

const sortColumns: Readonly<Record<string, string>> = {
  name: 'name',
  users: 'users_used',
  sites: 'sites_used',
  disk: 'disk_used',
  traffic: 'traffic_used',
  createdAt: 'created_at',
  peak: 'peak',
};

export const sortColumn = (sort: string): string => `accounts.${sortColumns[sort] ?? 'name'}`;

/** Where a row tells its place in this order itself: all orders but that of what is fullest are by columns shown. */
export function positionIn(level: Listed, column: string): Position | undefined {
  const key = column.replace('accounts.', '');
  const shows: readonly string[] = [...common, ...ofLevel[level]];
  return shows.includes(key) ? { value: key, id: 'id' } : undefined;
}

/** The rows of a list before they are filtered and ordered: whose, deleted or not, which view. */
export function chosen(
  sight: Sight,
  level: Listed,
  { deleted, view }: { readonly deleted: boolean; readonly view: string },
): Knex.QueryBuilder {
  const rows: Knex.QueryBuilder = visible(sight, level);
  if (!deleted) void rows.whereNull('accounts.deleted_at');
  if (view === 'near') void rows.where('accounts.peak', '>=', nearPercent).whereNull('accounts.deleted_at');
  if (view === 'disabled') void rows.where('accounts.holds', '>', 0);
  if (view === 'active') {
    void rows.where('accounts.holds', 0).whereNull('accounts.deleted_at');
    if (level === 'user') void rows.whereNotIn('accounts.parent_id', heldResellers(sight));
  }
  if (view === 'disabled_with')
    void rows
      .whereIn('accounts.parent_id', heldResellers(sight))
      .where('accounts.holds', 0)
      .whereNull('accounts.deleted_at');
  return rows;
}

const heldResellers = ({ db }: Sight): Knex.QueryBuilder =>
  db('accounts').where('level', 'reseller').where('holds', '>', 0).whereNull('deleted_at').select('id');

/** Selects what a list shows of each account. */
export function shown(
  { db }: Sight,
  level: Listed,
  rows: Knex.QueryBuilder,
  { deleted }: { readonly deleted: boolean },
): Knex.QueryBuilder {
  const columns = [...common, ...ofLevel[level], ...(deleted ? [ofDeleted] : [])];
  void rows.select(columns.map((column) => `accounts.${column}`));
  if (level === 'reseller') return rows;
  void rows
    .join('accounts as parent', 'parent.id', 'accounts.parent_id')
    .select({ parent_name: 'parent.name', parent_features: 'parent.features', parent_holds: 'parent.holds' });
  withHost(db, rows, { kind: 'account', row: 'accounts', user: 'accounts', parent: 'parent' });
  return rows;
}

export type PageShape = Readonly<{
  viewer: Level;
  level: Listed;
  deleted: boolean;
  view: string;
  /** With its table. */
  column: string;
  desc: boolean;
  page: number;
  perPage: number;
  /** Begins after a row: the one with `value` and `id`. */
  onward: boolean;
}>;

/** One page of a list without a filter. */
export function pageOf(
  db: Knex,
  shape: PageShape,
  given: (name: 'viewer' | 'value' | 'id') => Given,
): Knex.QueryBuilder {
  const sight = { db, viewer: { level: shape.viewer, id: given('viewer') } };
  const after = shape.onward ? { value: given('value'), id: given('id') } : null;
  const rows = shown(sight, shape.level, chosen(sight, shape.level, shape), shape);
  const position = positionIn(shape.level, shape.column);
  return inOrder(rows, { ...shape, id: 'accounts.id', after, position });
}

export interface Sums {
  everyone: number;
  held: number;
  near: number;
  /** Of users: those that are stopped with their reseller. */
  below?: number;
}

export type SumsShape = Readonly<{ viewer: Level; level: Listed }>;

/** What is kept on the viewer's own account of those below it. */
export function sumsOf(db: Knex, { viewer, level }: SumsShape, given: (name: 'viewer') => Given): Knex.QueryBuilder {
  const own: Knex.QueryBuilder = db('accounts').where('accounts.id', given('viewer'));
  void own.select({
    everyone: `accounts.${level}s_used`,
    held: `accounts.${level}s_held`,
    near: `accounts.${level}s_near`,
  });
  if (level === 'reseller') return own;
  const below = db('accounts as reseller')
    .where('reseller.level', 'reseller')
    .where('reseller.holds', '>', 0)
    .whereNull('reseller.deleted_at')
    .select(db.raw('coalesce(sum(reseller.users_used - reseller.users_held), 0)'));
  // A stopped reseller whose panel is looked into from above: all its users are stopped with it.
  if (viewer !== 'admin') void below.where('reseller.id', given('viewer'));
  return own.select({ below });
}

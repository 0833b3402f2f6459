import type { Knex } from 'knex';
import { fixedQuery } from '../../db/fixed.ts';
import { countUpTo, walk, walked, type Walked } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { allFeatures, fromBits } from '../../kernel/features.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { narrow } from '../search/index.ts';
import { hostCell, noHost } from '../servers/index.ts';
import { narrowToServer, serverFilter } from './account-server.store.ts';
import type { AccountRow, State } from './account-row.ts';
import {
  chosen,
  isOfUser,
  pageOf,
  positionIn,
  shown,
  sortColumn,
  sumsOf,
  type Found,
  type Listed,
  type PageShape,
  type Sums,
  type SumsShape,
} from './account-rows.store.ts';
import type { HoldRecord } from './account.table.ts';
import { firstHolds } from './hold.store.ts';

const pages = fixedQuery<Found, PageShape, 'viewer' | 'value' | 'id'>(pageOf);

export async function listAccounts(ctx: Ctx, level: Listed, query: ListQuery): Promise<Page<AccountRow>> {
  const found = await (query.filter === '' ? unfiltered : filtered)(ctx, level, query);
  const holds = await firstHolds(ctx, query.plain === true ? [] : stoppedIn(found.rows));
  return { rows: found.rows.map((row) => toRow(ctx, row, holds)), next: found.next };
}

/** The accounts whose holds stop these rows. */
function stoppedIn(rows: readonly Found[]): number[] {
  const stopped = rows.flatMap((row) => [
    ...(row.holds > 0 ? [row.id] : []),
    ...((row.parent_holds ?? 0) > 0 ? [row.parent_id ?? 0] : []),
  ]);
  return [...new Set(stopped)];
}

async function unfiltered({ db, viewer }: Ctx, level: Listed, query: ListQuery): Promise<Walked<Found>> {
  const { view, deleted, desc, perPage, after } = query;
  const page = after ? 1 : query.page;
  const column = sortColumn(query.sort);
  const shape = { viewer: viewer.level, level, deleted, view, column, desc, page, perPage, onward: after !== null };
  const values = { viewer: viewer.id, value: after?.value ?? null, id: after?.id ?? null };
  return walked(await pages(db, shape, values), { perPage, position: positionIn(level, column) });
}

async function filtered(ctx: Ctx, level: Listed, query: ListQuery): Promise<Walked<Found>> {
  const { rows } = await matching(ctx, level, query, false);
  return walk(shown(ctx, level, rows, query), { ...query, column: sortColumn(query.sort), id: 'accounts.id' });
}

/** The accounts nearest to a limit, the fullest first. */
export async function fullest(ctx: Ctx, level: Listed, count: number): Promise<AccountRow[]> {
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
      active: isHere(row) && row.holds + (row.parent_holds ?? 0) === 0,
      features: fromBits(row.features & (row.parent_features ?? allFeatures)),
    },
    users: usage(row.users_used, row.users_max),
    sites: usage(row.sites_used, row.sites_max),
    disk: usage(row.disk_used, row.disk_max),
    traffic: usage(row.traffic_used, row.traffic_max),
    host: isOfUser(row) && isHere(row) ? hostCell(ctx, row) : noHost,
    server: row.host_name ?? '',
    createdAt: row.created_at,
  };
}

/** Of what this level has not, nothing is used. */
const usage = (used = 0, max: number | null = null): AccountRow['disk'] => ({ used, max });

const isHere = ({ deleted_at = null }: Found): boolean => deleted_at === null;

function stateOf(row: Found, holds: ReadonlyMap<number, HoldRecord>): State {
  if (!isHere(row)) return { ...active, kind: 'deleted', at: row.deleted_at ?? null };
  if (row.holds > 0) return { ...active, kind: 'disabled', ...told(holds.get(row.id)) };
  if (!isOfUser(row) || row.parent_holds === 0) return active;
  return { kind: 'disabled_with', name: row.parent_name, ...told(holds.get(row.parent_id ?? 0)) };
}

/** By whom, when and why; where that was not asked for, nothing. */
const told = (hold: HoldRecord | undefined): Pick<State, 'by' | 'at' | 'reason'> =>
  hold ? { by: hold.placed_by_name, at: hold.placed_at, reason: hold.reason } : { by: '', at: null, reason: '' };

const active: State = { kind: 'active', name: '', by: '', at: null, reason: '' };

/** The rows of the list before they are ordered: whose, deleted or not, which view, which filter. */
async function matching(
  ctx: Ctx,
  level: Listed,
  query: ListQuery,
  counting: boolean,
): Promise<{ rows: Knex.QueryBuilder; whole: boolean }> {
  const rows = chosen(ctx, level, query);
  let whole = true;
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

/** Rows of each view from the sums kept on the viewer's own account; what matches a filter is counted, up to a bound. */
export async function countAccounts(ctx: Ctx, level: Listed, query: ListQuery): Promise<Counts> {
  const views = await sums(ctx, level);
  if (query.filter === '' && !query.deleted)
    return { matching: views[query.view as keyof typeof views], bounded: false, views };
  const { rows, whole } = await matching(ctx, level, query, true);
  const n = await countUpTo(rows, countBound);
  return { matching: Math.min(n, countBound), bounded: n > countBound || !whole, views };
}

type Views = Record<'all' | 'active' | 'disabled' | 'disabled_with' | 'near', number>;

const keptSums = fixedQuery<Sums, SumsShape, 'viewer'>(sumsOf);

async function sums(ctx: Ctx, level: Listed): Promise<Views> {
  const {
    everyone: all,
    held: disabled,
    near,
    below: disabled_with = 0,
  } = keptOf(ctx, level) ?? (await sumsRead(ctx, level));
  return { all, active: all - disabled - disabled_with, disabled, disabled_with, near };
}

/** What came with the viewer. It does not say of all resellers which users are stopped with them. */
function keptOf({ kept, viewer }: Ctx, level: Listed): Sums | undefined {
  const says = kept?.of === viewer.id && (level === 'reseller' || viewer.level !== 'admin');
  return says ? kept[level] : undefined;
}

async function sumsRead({ db, viewer }: Ctx, level: Listed): Promise<Sums> {
  const [row] = await keptSums(db, { viewer: viewer.level, level }, { viewer: viewer.id });
  return row ?? { everyone: 0, held: 0, near: 0 };
}

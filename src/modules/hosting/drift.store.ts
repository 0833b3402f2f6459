import type { Knex } from 'knex';
import { contains } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong } from '../../kernel/elid.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { onServer, readServerFilter } from '../servers/index.ts';
import type { DriftRow } from './drift.schema.ts';
import type { HostDriftRecord } from './hosting.table.ts';

type Found = Omit<HostDriftRecord, 'search' | 'server_id'> & { server: string };

/** The administrator alone has this list, and sees all of it. */
const all = ({ db }: Ctx): Knex.QueryBuilder => db('host_drift as drift');

export async function listDrift(ctx: Ctx, query: ListQuery): Promise<Page<DriftRow>> {
  const { rows } = await matching(ctx, query);
  void rows
    .leftJoin('servers as server', 'server.id', 'drift.server_id')
    .select('drift.id', 'drift.at', 'drift.what', 'drift.found', 'drift.repaired', { server: 'server.name' });
  const found = await walk<Found>(rows, { ...query, column: 'drift.at', id: 'drift.id' });
  return { rows: found.rows.map(toRow), next: found.next };
}

const toRow = ({ id, at, server, what, found, repaired }: Found): DriftRow => ({
  id,
  at,
  server,
  what,
  found,
  state: repaired ? 'repaired' : 'left',
});

/** Not the rows themselves: a promise of a query would run it. */
async function matching(
  ctx: Ctx,
  { filter, view }: Pick<ListQuery, 'filter' | 'view'>,
): Promise<{ rows: Knex.QueryBuilder }> {
  const rows = all(ctx);
  if (view !== 'all') void rows.where('drift.repaired', view === 'repaired');
  const { server, text } = readServerFilter(filter);
  if (server !== null) await onServer(ctx, rows, 'drift.server_id', server);
  if (text !== '')
    void rows.where((either) => {
      const named = ctx
        .db('servers')
        .where(contains(ctx.db, 'name', text))
        .select('id');
      void either.where(contains(ctx.db, 'drift.search', text)).orWhereIn('drift.server_id', named);
    });
  return { rows };
}

export async function countDrift(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const count = async (asked: Pick<ListQuery, 'filter' | 'view'>): Promise<number> =>
    countUpTo((await matching(ctx, asked)).rows, countBound);
  const views: Record<string, number> = {};
  for (const view of ['all', 'repaired', 'left']) views[view] = Math.min(await count({ filter: '', view }), countBound);
  const n = await count(query);
  return { matching: Math.min(n, countBound), bounded: n > countBound, views };
}

export async function driftNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.db('host_drift').whereIn('id', idsAmong(elids)).select('id', 'what');
  return new Map(rows.map(({ id, what }) => [String(id), what]));
}

import type { Knex } from 'knex';
import { contains } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { hostFaults } from '../../kernel/host.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { onServer, readServerFilter } from '../servers/index.ts';
import type { HostFailureRecord } from './hosting.table.ts';
import type { ProblemRow } from './problem.schema.ts';
import { kindText, problemText, toProblem } from './problem.text.ts';

/** What is not as it should be, with whose it is and where. */
export type Problem = Pick<
  HostFailureRecord,
  'id' | 'server_id' | 'kind' | 'object_id' | 'account_id' | 'fault' | 'detail' | 'since'
> & {
  owner: string;
  parent_id: number;
  /** null of a user. */
  site: string | null;
  server: string;
  revision: number;
  applied: number;
};

type Rows = Knex.QueryBuilder<Problem, Problem[]>;

/**
 * The only place that says whose problems a viewer may see: its own, its users', or everybody's. What has been deleted
 * since the last report has none. All joins but the viewer's scope are outer ones, so that the order stays a walk.
 */
function visible({ db, viewer }: Ctx): Rows {
  const rows = db('host_failures as failure')
    .leftJoin('accounts as owner', 'owner.id', 'failure.account_id')
    .leftJoin('servers as server', 'server.id', 'failure.server_id')
    .leftJoin('sites as site', (on) => {
      on.on('site.id', 'failure.object_id').andOn('failure.kind', db.raw('?', ['site']));
    })
    .whereNull('owner.deleted_at')
    .whereNull('site.deleted_at') as unknown as Rows;
  if (viewer.level === 'admin') return rows;
  return rows.where(viewer.level === 'reseller' ? 'owner.parent_id' : 'failure.account_id', viewer.id);
}

const own = ['id', 'server_id', 'kind', 'object_id', 'account_id', 'fault', 'detail', 'since'] as const;
const columns = {
  ...Object.fromEntries(own.map((name) => [name, `failure.${name}`])),
  owner: 'owner.name',
  parent_id: 'owner.parent_id',
  site: 'site.name',
  server: 'server.name',
  revision: 'server.revision',
  applied: 'server.applied',
};

/** Not yours is not found. */
export async function findProblem(ctx: Ctx, elid: string): Promise<Problem> {
  const rows = isId(elid) ? await visible(ctx).where('failure.id', Number(elid)).select<Problem[]>(columns) : [];
  const [row] = rows;
  if (row === undefined) throw notFound(elid);
  return row;
}

export async function listProblems(ctx: Ctx, query: ListQuery): Promise<Page<ProblemRow>> {
  const { rows } = await matching(ctx, query);
  const order = { ...query, column: 'failure.since', id: 'failure.id' };
  const found = await walk<Problem>(rows.select(columns), order);
  return { rows: found.rows.map((row) => toProblem(ctx, row)), next: found.next };
}

const kinds: Readonly<Record<string, HostFailureRecord['kind']>> = { users: 'account', sites: 'site' };

/** Not the rows themselves: a promise of a query would run it. */
async function matching(ctx: Ctx, { filter, view }: Pick<ListQuery, 'filter' | 'view'>): Promise<{ rows: Rows }> {
  const rows = visible(ctx);
  const kind = kinds[view];
  if (kind !== undefined) void rows.where('failure.kind', kind);
  // Users are not told where they are.
  const { server, text } =
    ctx.viewer.level === 'admin' ? readServerFilter(filter) : { server: null, text: fold(filter) };
  if (server !== null) await onServer(ctx, rows, 'failure.server_id', server);
  if (text !== '') find(ctx, rows, text);
  return { rows };
}

/** Among what the viewer is shown; the panel's own words stand for what they say. */
function find(ctx: Ctx, rows: Rows, text: string): void {
  const { level } = ctx.viewer;
  const searched = ['site.search', 'owner.name', ...(level === 'admin' ? ['failure.search', 'server.name'] : [])];
  const says = (words: string): boolean => fold(words).includes(text);
  void rows.where((either) => {
    for (const column of searched) void either.orWhere(contains(ctx.db, column, text));
    void either.orWhereIn(
      'failure.fault',
      hostFaults.filter((fault) => says(problemText(ctx, fault))),
    );
    void either.orWhereIn(
      'failure.kind',
      Object.values(kinds).filter((kind) => says(kindText(ctx, kind))),
    );
  });
}

export async function countProblems(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const count = async (asked: Pick<ListQuery, 'filter' | 'view'>): Promise<number> =>
    countUpTo((await matching(ctx, asked)).rows, countBound);
  const views: Record<string, number> = {};
  for (const view of ['all', ...Object.keys(kinds)])
    views[view] = Math.min(await count({ filter: '', view }), countBound);
  const n = query.filter === '' ? (views[query.view] ?? 0) : await count(query);
  return { matching: Math.min(n, countBound), bounded: n > countBound, views };
}

export async function problemNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await visible(ctx)
    .whereIn('failure.id', idsAmong(elids))
    .select<Pick<Problem, 'id' | 'site' | 'owner'>[]>({ id: 'failure.id', site: 'site.name', owner: 'owner.name' });
  return new Map(rows.map(({ id, site, owner }) => [String(id), site ?? owner]));
}

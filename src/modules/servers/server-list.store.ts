import type { Knex } from 'knex';
import { contains, isMysql } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { translator } from '../../lang/translate.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import type { ServerRow } from './server.schema.ts';
import { lostAfter, stateOf } from './server.state.ts';
import type { ServerRecord } from './server.table.ts';

type Rows = Knex.QueryBuilder<ServerRecord, ServerRecord[]>;

/** The administrator alone has this list, and sees all that are not deleted. */
const living = ({ db }: Pick<Ctx, 'db'>): Rows => (db('servers') as unknown as Rows).whereNull('servers.deleted_at');

/** By id or name. */
export async function findServer(ctx: Ctx, elid: string): Promise<ServerRecord> {
  const row = await living(ctx)
    .where(isId(elid) ? { id: Number(elid) } : { living_name: elid })
    .first();
  if (row === undefined) throw notFound(elid);
  return row;
}

const sortColumns: Readonly<Record<string, string>> = { createdAt: 'servers.created_at' };

export async function listServers(ctx: Ctx, query: ListQuery): Promise<Page<ServerRow>> {
  const { rows } = matching(ctx, query);
  const column = sortColumns[query.sort] ?? 'servers.living_name';
  const found = await walk<ServerRecord>(rows.select('servers.*'), { ...query, column, id: 'servers.id' });
  return { rows: found.rows.map((row) => toRow(ctx, row)), next: found.next };
}

function toRow({ now, lang }: Ctx, row: ServerRecord): ServerRow {
  return {
    id: row.id,
    name: row.name,
    second: row.address === '' && row.is_local ? translator(lang)('server.local') : row.address,
    state: stateOf(row, now),
    accounts: row.accounts_count,
    accountsPath: row.accounts_count === 0 ? '' : `/user?${onlyHere(row)}`,
    problems: row.failures_count,
    problemsPath: row.failures_count === 0 ? '' : `/problem?${onlyHere(row)}`,
    waiting: row.revision > row.applied ? row.revision : null,
    seen: row.seen_at,
    newUsers: Boolean(row.is_default),
    version: row.version,
    createdAt: row.created_at,
  };
}

const onlyHere = ({ name }: ServerRecord): string => `filter=${encodeURIComponent(`server:${name}`)}`;

/** Not the rows themselves: a promise of a query would run it. */
function matching(ctx: Ctx, { filter, view }: Pick<ListQuery, 'filter' | 'view'>): { rows: Rows } {
  const rows = living(ctx);
  if (view === 'problems')
    void rows.where((either) => void either.whereNot('servers.problem', '').orWhere('servers.failures_count', '>', 0));
  if (view === 'lost') void rows.where('servers.seen_at', '<', ctx.now - lostAfter);
  const text = fold(filter);
  if (text !== '') find(ctx, rows, text);
  return { rows };
}

function find({ db, lang }: Ctx, rows: Rows, text: string): void {
  void rows.where((either) => {
    for (const column of ['servers.search', 'servers.version']) void either.orWhere(contains(db, column, text));
    if (fold(translator(lang)('server.local')).includes(text)) void either.orWhere({ is_local: true, address: '' });
  });
}

export async function countServers(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const count = async (asked: Pick<ListQuery, 'filter' | 'view'>): Promise<number> =>
    countUpTo(matching(ctx, asked).rows, countBound);
  const views: Record<string, number> = {};
  for (const view of ['all', 'problems', 'lost']) views[view] = Math.min(await count({ view, filter: '' }), countBound);
  const n = await count(query);
  return { matching: Math.min(n, countBound), bounded: n > countBound, views };
}

export async function serverNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await living(ctx)
    .where((either) => void either.whereIn('id', idsAmong(elids)).orWhereIn('living_name', [...elids]))
    .select<Pick<ServerRecord, 'id' | 'name'>[]>('id', 'name');
  const found = new Map(rows.flatMap(({ id, name }) => [[String(id), name] as const, [name, name] as const]));
  return new Map(elids.flatMap((elid) => (found.has(elid) ? [[elid, found.get(elid) ?? '']] : [])));
}

export const countLiving = (ctx: Ctx): Promise<number> => countUpTo(living(ctx), countBound);

/** All living servers; until the transaction ends nobody else adds, changes or removes any. */
export async function lockServers(tx: Ctx): Promise<ServerRecord[]> {
  const query = living(tx).orderBy('id');
  return isMysql(tx.db) ? query.forUpdate() : query;
}

export async function insertServer(tx: Ctx, row: Omit<ServerRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('servers').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function saveServer(tx: Ctx, id: number, change: Partial<ServerRecord>): Promise<void> {
  await tx.db('servers').where({ id }).update(change);
}

/** From now on new users go to this server, and to no other. */
export async function makeDefault(tx: Ctx, id: number): Promise<void> {
  await living(tx).where({ is_default: true }).whereNot({ id }).update({ is_default: false });
  await saveServer(tx, id, { is_default: true });
}

/** How many resellers have their new users made on a server. */
export async function countSellersOn({ db }: Ctx, id: number): Promise<number> {
  return countUpTo(sellersOn(db, id), countBound);
}

/** Their new users go to the default server from now on. */
export async function freeSellersOf(tx: Ctx, id: number): Promise<void> {
  await sellersOn(tx.db, id).update({ server_id: null });
}

const sellersOn = (db: Knex, id: number): Knex.QueryBuilder =>
  db('accounts').where({ server_id: id, level: 'reseller' }).whereNull('deleted_at');

/** What the administrator has to know of the servers. */
export interface ServerHealth {
  /** Servers not heard of any more, and those whose agent cannot do its work. */
  readonly lost: number;
  readonly stuck: number;
  /** Users and sites that are not as they should be. */
  readonly problems: number;
}

export async function serverHealth(ctx: Pick<Ctx, 'db' | 'now'>): Promise<ServerHealth> {
  const since = ctx.now - lostAfter;
  const sum = (of: string, ...values: number[]): Knex.Raw => ctx.db.raw(`coalesce(sum(${of}), 0)`, values);
  const [row] = (await living(ctx).select({
    lost: sum('case when seen_at < ? then 1 else 0 end', since),
    stuck: sum(`case when problem <> '' and seen_at >= ? then 1 else 0 end`, since),
    problems: sum('failures_count'),
  })) as unknown as Record<keyof ServerHealth, number | string>[];
  return { lost: Number(row?.lost), stuck: Number(row?.stuck), problems: Number(row?.problems) };
}

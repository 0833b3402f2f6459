import type { Knex } from 'knex';
import { contains, isMysql } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import type { CategoryRow } from './category.schema.ts';
import type { CategoryRecord } from './category.table.ts';

type Rows = Knex.QueryBuilder<CategoryRecord, CategoryRecord[]>;

/** The only place that says whose categories a viewer may see and change: its own. */
const visible = (ctx: Ctx): Rows => ctx.db('ticket_categories').where('ticket_categories.account_id', ctx.viewer.id);

/** Not yours is not found. */
export async function findCategory(ctx: Ctx, elid: string): Promise<CategoryRecord> {
  const row = isId(elid)
    ? await visible(ctx)
        .where({ id: Number(elid) })
        .first()
    : undefined;
  if (row === undefined) throw notFound(elid);
  return row;
}

const sortColumns: Readonly<Record<string, string>> = { name: 'name', position: 'position' };

export async function listCategories(ctx: Ctx, query: ListQuery): Promise<Page<CategoryRow>> {
  const { rows } = matching(ctx, query);
  const open = ctx
    .db('tickets')
    .whereRaw('tickets.category_id = ticket_categories.id')
    .whereNull('tickets.closed_at')
    .count('*');
  const own = ['id', 'name', 'position', 'retired_at'].map((column) => `ticket_categories.${column}`);
  void rows.select(own).select({ open });
  const column = `ticket_categories.${sortColumns[query.sort] ?? 'position'}`;
  const found = await walk<Found>(rows, { ...query, column, id: 'ticket_categories.id' });
  return { rows: found.rows.map(toRow), next: found.next };
}

type Found = Pick<CategoryRecord, 'id' | 'name' | 'position' | 'retired_at'> & { open: number };

const toRow = ({ id, name, position, retired_at: at, open }: Found): CategoryRow => ({
  id,
  name,
  second: '',
  state: { kind: at === null ? 'active' : 'retired', name: '', by: '', at, reason: '' },
  position,
  open,
});

/** Not the rows themselves: a promise of a query would run it. */
function matching(ctx: Ctx, { filter, view }: Pick<ListQuery, 'filter' | 'view'>): { rows: Knex.QueryBuilder } {
  const rows: Knex.QueryBuilder = visible(ctx);
  if (view === 'retired') void rows.whereNotNull('retired_at');
  const text = fold(filter);
  if (text !== '') void rows.where(contains(ctx.db, 'search', text));
  return { rows };
}

export async function countCategories(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const count = (asked: Pick<ListQuery, 'filter' | 'view'>): Promise<number> =>
    countUpTo(matching(ctx, asked).rows, countBound);
  const [n, all, retired] = await Promise.all([
    count(query),
    count({ filter: '', view: 'all' }),
    count({ filter: '', view: 'retired' }),
  ]);
  return { matching: n, bounded: false, views: { all, retired } };
}

export async function categoryNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await visible(ctx).whereIn('id', idsAmong(elids)).select('id', 'name');
  return new Map(rows.map(({ id, name }) => [String(id), name]));
}

/** Until the transaction ends nobody else changes the categories of this account: none can take the same place or name. */
export async function lockCategories(tx: Ctx): Promise<void> {
  if (!isMysql(tx.db)) return;
  await tx.db('accounts').where({ id: tx.viewer.id }).forUpdate().first('id');
}

/** Where the last category stands, and how many are in use. */
export async function categoriesSoFar(tx: Ctx): Promise<{ last: number; living: number }> {
  const rows = await visible(tx).select('position', 'retired_at');
  return {
    last: Math.max(0, ...rows.map(({ position }) => position)),
    living: rows.filter(({ retired_at }) => retired_at === null).length,
  };
}

/** The one in use that stands next to a category. */
export async function neighbourOf(
  tx: Ctx,
  { position }: CategoryRecord,
  where: 'before' | 'after',
): Promise<CategoryRecord | undefined> {
  return visible(tx)
    .whereNull('retired_at')
    .where('position', where === 'before' ? '<' : '>', position)
    .orderBy('position', where === 'before' ? 'desc' : 'asc')
    .first();
}

export async function isNameFree(tx: Ctx, name: string, except: number): Promise<boolean> {
  return (await visible(tx).where({ living_name: name }).whereNot({ id: except }).first('id')) === undefined;
}

export async function insertCategory(tx: Ctx, row: Omit<CategoryRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('ticket_categories').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function saveCategory(tx: Ctx, id: number, change: Partial<CategoryRecord>): Promise<void> {
  await tx.db('ticket_categories').where({ id }).update(change);
}

import type { Knex } from 'knex';
import { batches } from '../../kernel/batches.ts';
import type { Ctx, Level, Rules } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { isMysql } from '../../db/dialect.ts';
import type { Given } from '../../db/fixed.ts';
import { updateMany, type RowChange } from '../../db/update-many.ts';
import type { AccountRecord } from './account.table.ts';

type Rows = Knex.QueryBuilder<AccountRecord, AccountRecord[]>;

/** Of a Ctx, what decides which accounts it may see. */
export interface Sight {
  readonly db: Knex;
  readonly viewer: { readonly level: Level; readonly id: Given };
}

/** The only place that says which accounts a viewer may see: those below it in the tree, deleted ones included. */
export function visible({ db, viewer }: Sight, level: Level): Rows {
  const rows = db<AccountRecord>('accounts').where('accounts.level', level) as unknown as Rows;
  if (level === 'admin') return rows.whereRaw('1 = 0');
  // Resellers all stand below the administrator: to say so lets each sort be a walk of an index.
  if (viewer.level !== 'admin' || level === 'reseller') return rows.where('accounts.parent_id', viewer.id);
  return rows;
}

/** By id or, for accounts that are not deleted, by name. Not yours is not found. */
export async function findAccount(ctx: Ctx, level: Level, elid: string): Promise<AccountRecord> {
  const row = await visible(ctx, level).where(keyOf(elid)).first();
  if (row?.deleted_at !== null) throw notFound(elid);
  return row;
}

/** Ids are digits and names begin with a letter, so one parameter carries either. */
export const keyOf = (elid: string): { 'accounts.id': number } | { 'accounts.living_name': string } =>
  isId(elid) ? { 'accounts.id': Number(elid) } : { 'accounts.living_name': elid };

/** Those of these ids and names that are there and theirs. */
export function among(ctx: Ctx, level: Level, elids: readonly string[]): Rows {
  const ids = idsAmong(elids);
  return visible(ctx, level)
    .where((either) => void either.whereIn('accounts.id', ids).orWhereIn('accounts.living_name', [...elids]))
    .whereNull('accounts.deleted_at');
}

/** Names by elid, of those that are there and theirs. */
export async function namesOf(ctx: Ctx, level: Level, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await among(ctx, level, elids).select<{ id: number; name: string }[]>('accounts.id', 'accounts.name');
  const found = new Map(
    rows.flatMap(
      ({ id, name }) =>
        [
          [String(id), name],
          [name, name],
        ] as const,
    ),
  );
  return new Map(elids.flatMap((elid) => (found.has(elid) ? [[elid, found.get(elid) ?? '']] : [])));
}

/** The sites of these accounts and the bytes they hold. */
export async function holdingsOf(
  ctx: Ctx,
  level: Level,
  elids: readonly string[],
): Promise<{ sites: number; disk: number }> {
  const all = { sites: 0, disk: 0 };
  for (const some of batches(elids)) {
    const [row] = await among(ctx, level, some).sum<{ sites: number | null; disk: number | null }[]>({
      sites: 'accounts.sites_used',
      disk: 'accounts.disk_used',
    });
    all.sites += row?.sites ?? 0;
    all.disk += row?.disk ?? 0;
  }
  return all;
}

/**
 * The accounts with these ids, locked until the transaction ends, in the order of their ids: whoever changes the tree
 * locks the same way round, so nobody waits in a circle. On SQLite the transaction holds the only write lock already.
 */
export async function lockAccounts(tx: Ctx, ids: readonly number[]): Promise<Map<number, AccountRecord>> {
  const query = tx
    .db('accounts')
    .whereIn('id', [...new Set(ids)])
    .orderBy('id');
  const rows = isMysql(tx.db) ? await query.forUpdate() : await query;
  return new Map(rows.map((row) => [row.id, row]));
}

/** One account, locked: nobody moves or deletes it until the transaction ends. */
export async function lockAccount(tx: Ctx, id: number): Promise<AccountRecord> {
  const row = (await lockAccounts(tx, [id])).get(id);
  if (row === undefined) throw notFound(String(id));
  return row;
}

/** An account whatever the viewer may see: for the viewer itself, and for parents and owners of what it may see. */
export async function accountById(ctx: Ctx, id: number): Promise<AccountRecord> {
  const row = await ctx.db('accounts').where({ id }).first();
  if (row === undefined) throw notFound(String(id));
  return row;
}

/** Ids of the account's parent and its parent's parent: the tree has three levels. */
export async function parentsOf(ctx: Ctx, id: number): Promise<number[]> {
  const row = await ctx
    .db('accounts')
    .leftJoin('accounts as parent', 'parent.id', 'accounts.parent_id')
    .where('accounts.id', id)
    .first<{ parent: number | null; grandparent: number | null } | undefined>({
      parent: 'accounts.parent_id',
      grandparent: 'parent.parent_id',
    });
  return [row?.parent, row?.grandparent].filter((one) => one != null);
}

/** Ids of everybody above these accounts. */
export async function ancestorsOf(ctx: Ctx, ids: readonly number[]): Promise<number[]> {
  const rows = await ctx
    .db('accounts')
    .join('accounts as parent', 'parent.id', 'accounts.parent_id')
    .whereIn('accounts.id', ids)
    .distinct<{ parent: number; grandparent: number | null }[]>({
      parent: 'parent.id',
      grandparent: 'parent.parent_id',
    });
  return [
    ...new Set(rows.flatMap(({ parent, grandparent }) => (grandparent === null ? [parent] : [parent, grandparent]))),
  ];
}

/** The one account without a parent. */
export async function findRoot(ctx: Ctx): Promise<AccountRecord | undefined> {
  return ctx.db('accounts').where('level', 'admin').first();
}

export async function rootId(ctx: Ctx): Promise<number> {
  const root = await findRoot(ctx);
  if (root === undefined) throw new Error('there is no administrator account yet');
  return root.id;
}

export async function insertAccount(tx: Ctx, row: Omit<AccountRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('accounts').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

/** Writes what has changed of these accounts. */
export const saveAccounts = (tx: Ctx, changes: readonly RowChange[]): Promise<void> =>
  updateMany(tx.db, 'accounts', changes);

export async function saveRules(tx: Ctx, id: number, rules: Rules): Promise<void> {
  await tx
    .db('accounts')
    .where({ id })
    .update({ rules: JSON.stringify(rules) });
}

export async function isNameFree(ctx: Ctx, name: string): Promise<boolean> {
  return (await ctx.db('accounts').where('living_name', name).first('id')) === undefined;
}

/** Living children of an account that satisfy a condition, first by name. */
export async function childrenWhere(
  tx: Ctx,
  parentId: number,
  column: string,
  test: 'unlimited' | { above: number },
): Promise<{ name: string; value: number | null }[]> {
  const rows = tx.db('accounts').where({ parent_id: parentId }).whereNull('deleted_at');
  if (test === 'unlimited') void rows.whereNull(column);
  else void rows.where(column, '>', test.above);
  return rows
    .orderBy(column, 'desc')
    .limit(1)
    .select<{ name: string; value: number | null }[]>('name', { value: column });
}

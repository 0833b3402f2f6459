import type { Knex } from 'knex';
import { contains, isMysql } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import type { AnswerRow } from './answer.schema.ts';
import type { AnswerRecord } from './answer.table.ts';

type Rows = Knex.QueryBuilder<AnswerRecord, AnswerRecord[]>;

/** The only place that says whose saved answers a viewer may see and change: its own. */
const visible = (ctx: Ctx): Rows => ctx.db('saved_answers').where('saved_answers.account_id', ctx.viewer.id);

/** Not yours is not found. */
export async function findAnswer(ctx: Ctx, elid: string): Promise<AnswerRecord> {
  const row = isId(elid)
    ? await visible(ctx)
        .where({ id: Number(elid) })
        .first()
    : undefined;
  if (row === undefined) throw notFound(elid);
  return row;
}

/** Letters of a text that a list shows. */
const shownLetters = 160;

const sortColumns: Readonly<Record<string, string>> = { name: 'name', changed: 'changed_at' };

export async function listAnswers(ctx: Ctx, query: ListQuery): Promise<Page<AnswerRow>> {
  const { rows } = matching(ctx, query);
  const begin = ctx.db.raw('substr(saved_answers.text, 1, ?)', [shownLetters]);
  void rows.select('saved_answers.id', 'saved_answers.name', { changed: 'saved_answers.changed_at', text: begin });
  const column = `saved_answers.${sortColumns[query.sort] ?? 'name'}`;
  const found = await walk<AnswerRow>(rows, { ...query, column, id: 'saved_answers.id' });
  return { rows: found.rows.map(({ id, name, text, changed }) => ({ id, name, text, changed })), next: found.next };
}

/** Not the rows themselves: a promise of a query would run it. */
function matching(ctx: Ctx, { filter }: Pick<ListQuery, 'filter'>): { rows: Knex.QueryBuilder } {
  const rows: Knex.QueryBuilder = visible(ctx);
  const text = fold(filter);
  if (text !== '') void rows.where(contains(ctx.db, 'search', text));
  return { rows };
}

export async function countAnswers(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const count = (filter: string): Promise<number> => countUpTo(matching(ctx, { filter }).rows, countBound);
  const [n, all] = await Promise.all([count(query.filter), count('')]);
  return { matching: n, bounded: false, views: { all } };
}

export async function answerNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await visible(ctx).whereIn('id', idsAmong(elids)).select('id', 'name');
  return new Map(rows.map(({ id, name }) => [String(id), name]));
}

/** Everything that an account has saved, by name. */
export async function allAnswers(ctx: Ctx): Promise<Pick<AnswerRecord, 'id' | 'name' | 'text'>[]> {
  return visible(ctx).orderBy(['name', 'id']).select('id', 'name', 'text');
}

/** Until the transaction ends nobody else saves an answer of this account: none can take the same name. */
export async function lockAnswers(tx: Ctx): Promise<void> {
  if (!isMysql(tx.db)) return;
  await tx.db('accounts').where({ id: tx.viewer.id }).forUpdate().first('id');
}

export async function countOwn(tx: Ctx): Promise<number> {
  return countUpTo(visible(tx), countBound);
}

export async function isNameFree(tx: Ctx, name: string, except: number): Promise<boolean> {
  return (await visible(tx).where({ name }).whereNot({ id: except }).first('id')) === undefined;
}

export async function insertAnswer(tx: Ctx, row: Omit<AnswerRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('saved_answers').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function saveAnswer(tx: Ctx, id: number, change: Partial<AnswerRecord>): Promise<void> {
  await tx.db('saved_answers').where({ id }).update(change);
}

export async function removeAnswer(tx: Ctx, id: number): Promise<void> {
  await tx.db('saved_answers').where({ id }).del();
}

import type { Knex } from 'knex';
import { contains, countBound, countUpTo, notFound, walk } from 'sublet/plugin';
import type { Counts, Ctx, ListQuery, Page, z } from 'sublet/plugin';
import type { BoardRow, NoticeForm, NoticeRow } from './notice.schema.ts';

/** In place of null, by which a list cannot be walked. */
export const hidden = 0;

interface NoticeRecord {
  id: number;
  author_id: number;
  subject: string;
  body: string;
  /** Epoch ms, or `hidden`. */
  shown_at: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    notices: NoticeRecord;
  }
}

type Rows = Knex.QueryBuilder<NoticeRecord, NoticeRecord[]>;

/** The only two places that say who sees what: authors their own, and those directly below what they are shown. */
const written = (ctx: Ctx): Rows => ctx.db('notices').where('author_id', ctx.viewer.id);
const shown = (ctx: Ctx): Rows =>
  ctx
    .db('notices')
    .where('author_id', ctx.viewer.parentId ?? 0)
    .where('shown_at', '>', hidden);

const sortColumns: Readonly<Record<string, string>> = { subject: 'subject', shown: 'shown_at', shownAt: 'shown_at' };

async function page(
  ctx: Ctx,
  rows: Rows,
  query: ListQuery,
): Promise<{ rows: NoticeRecord[]; next: ListQuery['after'] }> {
  const column = `notices.${sortColumns[query.sort] ?? 'subject'}`;
  const found = matching(ctx, rows, query).select('notices.*');
  return walk<NoticeRecord>(found, { ...query, column, id: 'notices.id' });
}

function matching(ctx: Ctx, rows: Rows, { filter }: ListQuery): Rows {
  if (filter === '') return rows;
  return rows.where(
    (either) => void either.where(contains(ctx.db, 'subject', filter)).orWhere(contains(ctx.db, 'body', filter)),
  );
}

async function count(rows: Rows): Promise<Counts> {
  const n = await countUpTo(rows, countBound);
  return { matching: Math.min(n, countBound), bounded: n > countBound, views: {} };
}

export async function listNotices(ctx: Ctx, query: ListQuery): Promise<Page<z.infer<typeof NoticeRow>>> {
  const { rows, next } = await page(ctx, written(ctx), query);
  return {
    rows: rows.map(({ id, subject, shown_at }) => ({ id, subject, shown: shown_at !== hidden })),
    next,
  };
}

export async function listBoard(ctx: Ctx, query: ListQuery): Promise<Page<z.infer<typeof BoardRow>>> {
  const { rows, next } = await page(ctx, shown(ctx), query);
  return { rows: rows.map(({ id, subject, body, shown_at }) => ({ id, subject, body, shownAt: shown_at })), next };
}

export const countNotices = (ctx: Ctx, query: ListQuery): Promise<Counts> => count(matching(ctx, written(ctx), query));
export const countBoard = (ctx: Ctx, query: ListQuery): Promise<Counts> => count(matching(ctx, shown(ctx), query));

/** Subjects by elid, of those that are there and one's own. */
export async function noticeNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const rows = await written(ctx).whereIn('id', elids.map(idOf)).select('id', 'subject');
  return new Map(rows.map(({ id, subject }) => [String(id), subject]));
}

/** Not yours is not found. */
export async function findNotice(ctx: Ctx, elid: string): Promise<NoticeRecord> {
  const row = await written(ctx)
    .where({ id: idOf(elid) })
    .first();
  if (!row) throw notFound(elid);
  return row;
}

const idOf = (elid: string): number => (/^\d{1,9}$/.test(elid) ? Number(elid) : 0);

export async function insertRow(tx: Ctx, { subject, body }: NoticeForm): Promise<number> {
  const [id = 0] = await tx.db('notices').insert({ author_id: tx.viewer.id, subject, body, shown_at: hidden });
  return id;
}

export async function updateRow(tx: Ctx, id: number, change: Partial<NoticeRecord>): Promise<void> {
  await tx.db('notices').where({ id }).update(change);
}

export async function deleteRow(tx: Ctx, id: number): Promise<void> {
  await tx.db('notices').where({ id }).del();
}

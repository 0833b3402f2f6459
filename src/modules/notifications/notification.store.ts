import type { Knex } from 'knex';
import { contains } from '../../db/dialect.ts';
import { countUpTo, walk, type Walked } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong } from '../../kernel/elid.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound, type Counts, type ListQuery } from '../../panel/list.ts';
import { ownLoginId } from '../session/index.ts';
import type { NotificationRecord } from './notification.table.ts';

type Rows = Knex.QueryBuilder<NotificationRecord, NotificationRecord[]>;

/** The only place that says who sees which: everybody what he himself has been told. */
const visible = (ctx: Ctx): Rows => ctx.db<NotificationRecord>('notifications').where({ login_id: ownLoginId(ctx) });

export async function insertNotification(tx: Ctx, row: Omit<NotificationRecord, 'id'>): Promise<void> {
  await tx.db('notifications').insert(row);
}

/** How many have not been seen is kept with the login: every page shows it. */
export async function addBell(tx: Ctx, loginId: number, change: number): Promise<void> {
  if (change !== 0) await tx.db('logins').where({ id: loginId }).increment('bell', change);
}

/** Says of these notifications of a login that it has seen them, and how many it had not before. */
export async function saveSeen(
  tx: Ctx,
  loginId: number,
  which: { readonly id: number } | { readonly func: string; readonly elid: string },
): Promise<number> {
  return tx
    .db('notifications')
    .where({ login_id: loginId, ...which })
    .whereNull('seen_at')
    .update({ seen_at: tx.now });
}

export async function listNotifications(ctx: Ctx, query: ListQuery): Promise<Walked<NotificationRecord>> {
  return walk<NotificationRecord>(matching(ctx, query).select('*'), { ...query, column: 'at', id: 'id' });
}

function matching(ctx: Ctx, { filter, view }: Pick<ListQuery, 'filter' | 'view'>): Rows {
  const rows = visible(ctx);
  if (view === 'unread') void rows.whereNull('seen_at');
  const text = fold(filter);
  if (text !== '') void rows.where(contains(ctx.db, 'search', text));
  return rows;
}

export async function countNotifications(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const counted = (rows: Rows): Promise<number> => countUpTo(rows, countBound);
  const found = await counted(matching(ctx, query));
  const all = Math.min(await counted(visible(ctx)), countBound);
  const unread = Math.min(await counted(matching(ctx, { filter: '', view: 'unread' })), countBound);
  return { matching: Math.min(found, countBound), bounded: found > countBound, views: { all, unread } };
}

export async function notificationNames(ctx: Ctx, elids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = idsAmong(elids);
  const rows = await visible(ctx).whereIn('id', ids).select('id', 'subject');
  return new Map(rows.map(({ id, subject }) => [String(id), subject]));
}

/** Whose notifications of before a time (epoch ms) have not been seen. */
export async function unseenBefore({ db }: Pick<Ctx, 'db'>, before: number): Promise<number[]> {
  return db('notifications').where('at', '<', before).whereNull('seen_at').distinct().pluck('login_id');
}

/** Removes what a login was told before a time (epoch ms), and says how much of it was not seen. */
export async function deleteUnseen(tx: Ctx, loginId: number, before: number): Promise<number> {
  return tx.db('notifications').where({ login_id: loginId }).where('at', '<', before).whereNull('seen_at').del();
}

export async function deleteSeen({ db }: Pick<Ctx, 'db'>, before: number): Promise<void> {
  await db('notifications').where('at', '<', before).whereNotNull('seen_at').del();
}

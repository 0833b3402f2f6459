import type { Knex } from 'knex';
import { contains, insertMissing } from '../../db/dialect.ts';
import { retrying } from '../../db/retry.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import type { OutboxRow } from './outbox.schema.ts';
import { states, type OutboxRecord } from './outbox.table.ts';

type On = Pick<Ctx, 'db'>;

export async function insertMail(tx: Ctx, row: Omit<OutboxRecord, 'id'>): Promise<void> {
  await insertMissing(tx.db, 'outbox', [row], ['message_id']);
}

/** Ids of what is to be sent now, what has waited longest first. */
export async function dueMails({ db }: On, now: number, limit: number): Promise<number[]> {
  return retrying(() =>
    db('outbox')
      .where({ state: 'waiting' })
      .where('next_at', '<=', now)
      .orderBy(['next_at', 'id'])
      .limit(limit)
      .pluck('id'),
  );
}

/** Takes a waiting mail for this process alone until `deadline` (epoch ms); undefined: another has been quicker. */
export async function claimMail({ db }: On, id: number, deadline: number): Promise<OutboxRecord | undefined> {
  const change = { state: 'sending', attempts: db.raw('attempts + 1'), next_at: deadline } as const;
  // Not tried again when the connection is lost: whether the claim was ours could not be told.
  const claimed = await db('outbox').where({ id, state: 'waiting' }).update(change);
  return claimed === 1 ? db('outbox').where({ id }).first() : undefined;
}

export async function saveMail({ db }: On, id: number, change: Partial<OutboxRecord>): Promise<void> {
  await retrying(() => db('outbox').where({ id }).update(change));
}

/** Mails whose process has died while it sent them. */
export async function abandonedMails({ db }: On, now: number): Promise<OutboxRecord[]> {
  return retrying(() => db('outbox').where({ state: 'sending' }).where('next_at', '<', now).orderBy('id').limit(100));
}

/** Removes what was done with before a time (epoch ms). */
export async function deleteMails({ db }: On, before: number): Promise<void> {
  const done = ['sent', 'failed', 'unknown'] as const;
  await retrying(() => db('outbox').whereIn('state', done).where('next_at', '<', before).del());
}

/** How many mails have not arrived or may not have, and what was said of the last of them. */
export async function findTrouble({ db }: On): Promise<{ count: number; error: string }> {
  const troubled = (): Knex.QueryBuilder<OutboxRecord, OutboxRecord[]> =>
    db<OutboxRecord>('outbox').whereIn('state', ['failed', 'unknown']);
  const count = await countUpTo(troubled(), countBound);
  const last = count === 0 ? undefined : await troubled().orderBy('next_at', 'desc').orderBy('id', 'desc').first();
  return { count, error: last?.error ?? '' };
}

/** The administrator alone has this list, and sees all of it. */
export async function findMail({ db }: On, elid: string): Promise<OutboxRecord> {
  const row = isId(elid)
    ? await db('outbox')
        .where({ id: Number(elid) })
        .first()
    : undefined;
  if (row === undefined) throw notFound(elid);
  return row;
}

type Found = Omit<OutboxRecord, 'mail' | 'search' | 'message_id' | 'next_at' | 'done_at'>;

const sortColumns: Readonly<Record<string, string>> = { recipient: 'recipient' };

export async function listOutbox(ctx: Ctx, query: ListQuery): Promise<Page<OutboxRow>> {
  const rows = matching(ctx, query).select('id', 'recipient', 'subject', 'state', 'attempts', 'error', 'created_at');
  const column = sortColumns[query.sort] ?? 'created_at';
  const found = await walk<Found>(rows, { ...query, column, id: 'id' });
  return { rows: found.rows.map(({ created_at: at, ...row }) => ({ ...row, at })), next: found.next };
}

function matching({ db }: On, { filter, view }: Pick<ListQuery, 'filter' | 'view'>): Knex.QueryBuilder {
  const rows: Knex.QueryBuilder = db('outbox');
  if (view !== 'all') void rows.where({ state: view });
  const text = fold(filter);
  if (text !== '')
    void rows.where((either) => {
      for (const column of ['search', 'error']) void either.orWhere(contains(db, column, text));
    });
  return rows;
}

export async function countOutbox(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const matched = await countUpTo(matching(ctx, query), countBound);
  const views: Record<string, number> = {};
  for (const view of ['all', ...states])
    views[view] = Math.min(await countUpTo(matching(ctx, { filter: '', view }), countBound), countBound);
  return { matching: Math.min(matched, countBound), bounded: matched > countBound, views };
}

export async function outboxNames({ db }: On, elids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = idsAmong(elids);
  const rows = await db('outbox').whereIn('id', ids).select('id', 'recipient', 'subject');
  return new Map(rows.map(({ id, recipient, subject }) => [String(id), `${recipient}: ${subject}`]));
}

/** Whether any of these may have arrived. */
export async function anyUnknown({ db }: On, elids: readonly string[]): Promise<boolean> {
  const ids = idsAmong(elids);
  return (await db('outbox').whereIn('id', ids).where({ state: 'unknown' }).first('id')) !== undefined;
}

import type { Knex } from 'knex';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { fold } from '../../kernel/fold.ts';
import type { ListQuery, Page } from '../../panel/list.ts';
import { deviceOf } from './device.ts';
import type { SessionRecord } from './session.table.ts';

type On = Pick<Ctx, 'db'>;

export async function insertSession({ db }: On, row: Omit<SessionRecord, 'device'>): Promise<void> {
  await retrying(() => db('sessions').insert({ ...row, device: deviceOf(row.user_agent) }));
}

/** Changes a session that is there: one that another request has ended does not come back. */
export async function updateSession({ db }: On, id: string, change: Partial<SessionRecord>): Promise<void> {
  await retrying(() => db('sessions').where({ id }).update(change));
}

export async function deleteSession({ db }: On, id: string): Promise<void> {
  await retrying(() => db('sessions').where({ id }).del());
}

/** Every session of a login but one. */
export async function deleteSessionsOf({ db }: On, loginId: number, except: string | null): Promise<void> {
  await db('sessions')
    .where({ login_id: loginId })
    .where((rest) => void (except === null || rest.whereNot('id', except)))
    .del();
}

export async function deleteOwnSession({ db }: On, loginId: number, id: string): Promise<number> {
  return db('sessions').where({ login_id: loginId, id }).del();
}

/** What has been entered from a session stays entered when the session gets a new id. */
export async function moveGrants({ db }: On, from: string, to: string): Promise<void> {
  await retrying(() => db('acting_grants').where({ session_id: from }).update({ session_id: to }));
}

export async function deleteExpired({ db }: On, now: number): Promise<number> {
  return retrying(() => db('sessions').where('expires_at', '<=', now).del());
}

const living = (db: Knex, loginId: number, now: number): Knex.QueryBuilder<SessionRecord, SessionRecord[]> =>
  db<SessionRecord>('sessions').where('login_id', loginId).where('expires_at', '>', now);

type Asking = Pick<Ctx, 'db' | 'now'>;

const columns: Readonly<Record<string, keyof SessionRecord>> = { created: 'created_at', seen: 'seen_at' };

/** A page begins after so many rows, which is the cursor's id here: the key of a session is no number. */
export async function listSessions(ctx: Asking, loginId: number, query: ListQuery): Promise<Page<SessionRecord>> {
  const from = query.after?.id ?? (query.page - 1) * query.perPage;
  const to = from + query.perPage;
  const order = query.desc ? 'desc' : 'asc';
  const rows = await matching(ctx, loginId, query)
    .orderBy([
      { column: columns[query.sort] ?? query.sort, order },
      { column: 'id', order },
    ])
    .offset(from)
    .limit(query.perPage + 1);
  return { rows: rows.slice(0, query.perPage), next: rows.length > query.perPage ? { value: null, id: to } : null };
}

/** The sessions of a login that match the filter. */
export async function countSessions(ctx: Asking, loginId: number, query: Pick<ListQuery, 'filter'>): Promise<number> {
  const [row] = await matching(ctx, loginId, query).clone().count<{ n: number }[]>({ n: '*' });
  return row?.n ?? 0;
}

function matching(
  { db, now }: Asking,
  loginId: number,
  { filter }: Pick<ListQuery, 'filter'>,
): Knex.QueryBuilder<SessionRecord, SessionRecord[]> {
  const rows = living(db, loginId, now);
  if (filter !== '') void rows.whereRaw(`instr(lower(concat(device, ' ', address)), ?) > 0`, [fold(filter)]);
  return rows;
}

export async function findOwnSessions(
  { db, now }: Asking,
  loginId: number,
  ids: readonly string[],
): Promise<SessionRecord[]> {
  return living(db, loginId, now).whereIn('id', [...ids]);
}

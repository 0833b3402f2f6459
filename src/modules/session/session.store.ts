import type { Knex } from 'knex';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import type { SessionRecord } from './session.table.ts';

type On = Pick<Ctx, 'db'>;

/** A session that has not ended, of a login that is not deleted. */
export async function findSession({ db }: On, id: string, now: number): Promise<SessionRecord | undefined> {
  return retrying(() =>
    db('sessions as s')
      .join('logins as l', 'l.id', 's.login_id')
      .where('s.id', id)
      .where('s.expires_at', '>', now)
      .whereNull('l.deleted_at')
      .first<SessionRecord | undefined>('s.*'),
  );
}

export async function insertSession({ db }: On, row: SessionRecord): Promise<void> {
  await retrying(() => db('sessions').insert(row));
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

/** More sessions of one login than anybody looks through, the latest. */
const mostListed = 1000;

export async function listSessions({ db, now }: Asking, loginId: number): Promise<SessionRecord[]> {
  return living(db, loginId, now).orderBy('seen_at', 'desc').limit(mostListed);
}

export async function countSessions({ db, now }: Asking, loginId: number): Promise<number> {
  const [row] = await living(db, loginId, now).clone().count<{ n: number | string }[]>({ n: '*' });
  return Number(row?.n ?? 0);
}

export async function findOwnSessions(
  { db, now }: Asking,
  loginId: number,
  ids: readonly string[],
): Promise<SessionRecord[]> {
  return living(db, loginId, now).whereIn('id', [...ids]);
}

import { isMysql } from '../db/dialect.ts';
import type { Ctx } from '../kernel/ctx.ts';
import type { LoginRecord } from '../modules/logins/index.ts';
import type { On } from './fault.ts';

export type Ringing = Pick<LoginRecord, 'id' | 'login' | 'account_id' | 'bell'>;

const columns = ['id', 'login', 'account_id', 'bell'] as const;

/** Logins in the order of their ids. */
export async function loginsAfter({ db }: On, id: number, limit: number): Promise<Ringing[]> {
  return db('logins')
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .select(...columns);
}

/** The login, locked against change until the transaction ends. */
export async function lockLogin({ db: tx }: Ctx, id: number): Promise<Ringing | undefined> {
  const row = tx('logins').where({ id });
  return (isMysql(tx) ? row.forUpdate() : row).first(...columns);
}

/** How much each of these logins has been told and has not seen. */
export async function unseenOf({ db }: On, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await db('notifications')
    .whereIn('login_id', [...ids])
    .whereNull('seen_at')
    .groupBy('login_id')
    .select('login_id')
    .count<{ login_id: number; n: number }[]>({ n: '*' });
  return new Map(rows.map(({ login_id: id, n }) => [id, n]));
}

export async function saveBell({ db: tx }: Ctx, id: number, bell: number): Promise<void> {
  await tx('logins').where({ id }).update({ bell });
}

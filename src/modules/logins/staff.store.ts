import type { Ctx } from '../../kernel/ctx.ts';
import type { LoginRecord } from './logins.table.ts';

export type Staff = Pick<LoginRecord, 'id' | 'login' | 'email' | 'lang' | 'tz' | 'prefs'>;

/** The people of an account, its owner first. */
export async function staffOf(ctx: Ctx, accountId: number): Promise<Staff[]> {
  return ctx
    .db('logins')
    .where({ account_id: accountId })
    .whereNull('deleted_at')
    .orderBy([{ column: 'owner', order: 'desc' }, 'id'])
    .select('id', 'login', 'email', 'lang', 'tz', 'prefs');
}

import { hash } from 'node:crypto';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { deleteSessionsOf } from './session.store.ts';

/** What the database knows a session by: who reads the table cannot use what is in it. */
export const hashOf = (sessionId: string): string => hash('sha256', sessionId, 'hex');

/** Ends the sessions of a login, all or all but the one that asks: at their next request they have to sign in. */
export async function endSessions(tx: Ctx, loginId: number, which: 'all' | 'others'): Promise<void> {
  await deleteSessionsOf(tx, loginId, which === 'others' ? tx.real.sessionId : null);
}

/** The login of the person at the keyboard; scripts and jobs have none. */
export function ownLoginId(ctx: Ctx): number {
  if (ctx.real.loginId === null) throw new PanelError('forbidden', 'error.forbidden', { func: 'session' });
  return ctx.real.loginId;
}

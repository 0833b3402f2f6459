import { randomBytes } from 'node:crypto';
import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Outcome } from '../../panel/define.ts';
import { accountById, auditObject, findAccount } from '../accounts/index.ts';
import { endGrant, insertGrant } from './grant.store.ts';

/** An hour without a request ends work in another's panel (milliseconds). */
export const actingIdle = 60 * 60 * 1000;

/** Begins work in the panel of an account below, and answers where that panel is. Only somebody signed in can. */
export async function enterPanel(ctx: Ctx, level: 'reseller' | 'user', elid: string, back = ''): Promise<Outcome> {
  const { loginId, sessionId } = ctx.real;
  if (loginId === null || sessionId === null) throw new PanelError('forbidden', 'error.acting_browser');
  const id = await inTransaction(ctx, async (tx) => {
    const target = await findAccount(tx, level, elid);
    const fresh = randomBytes(12).toString('base64url');
    await insertGrant(tx, {
      id: fresh,
      session_id: sessionId,
      login_id: loginId,
      account_id: target.id,
      parent_grant_id: tx.acting?.grantId ?? null,
      return_to: isBelowPanel(back) ? back : `/${level}`,
      created_at: tx.now,
      seen_at: tx.now,
      ended_at: null,
    });
    await audit(tx, `${level}.enter`, auditObject(target));
    return fresh;
  });
  return { goto: `/as/${id}/` };
}

/** A list's address within the panel: a func and its state. */
const isBelowPanel = (path: string): boolean => path.length <= 500 && /^\/[a-z.]+(\?[^#\s\\]*)?$/.test(path);

/** Ends the innermost panel being worked in. Which one is known from where one is, never from what was sent. */
export async function leavePanel(ctx: Ctx): Promise<void> {
  const { acting } = ctx;
  if (acting === null) throw new PanelError('forbidden', 'error.acting_ended');
  await inTransaction(ctx, async (tx) => {
    await endGrant(tx, acting.grantId);
    await audit(tx, 'acting.return', auditObject(await accountById(tx, tx.viewer.id)));
  });
}

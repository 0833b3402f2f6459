import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { anyUnknown, findMail, findTrouble, saveMail } from './outbox.store.ts';

/** Sends a mail now that was to be tried later, has failed or may not have arrived; what is waiting for now stays so. */
export async function resendMail(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const mail = await findMail(tx, elid);
    if (mail.state === 'sent' || mail.state === 'sending') throw new PanelError('conflict', 'mail.sent_already');
    if (mail.state === 'waiting' && mail.next_at <= tx.now) return;
    await saveMail(tx, mail.id, { state: 'waiting', attempts: 0, next_at: tx.now, done_at: null });
    const object = { kind: 'outbox', id: mail.id, name: mail.recipient, subjectId: null, scopeId: null };
    await audit(tx, 'outbox.resend', object, { before: { state: mail.state }, after: { state: 'waiting' } });
  });
}

/** A mail that may have arrived is not sent again without a question. */
export const confirmResend = async (ctx: Ctx, elids: readonly string[]): Promise<false | 'simple'> =>
  (await anyUnknown(ctx, elids)) ? 'simple' : false;

/** What the administrator has to know of the mails. */
export interface MailHealth {
  readonly configured: boolean;
  /** Mails can lead to the panel. */
  readonly linked: boolean;
  /** Mails that have not arrived or may not have, and what was said of the last. */
  readonly undelivered: number;
  readonly error: string;
}

export async function mailHealth(ctx: Ctx): Promise<MailHealth> {
  const { mail, publicUrl } = ctx.installation;
  const { count, error } = await findTrouble(ctx);
  return { configured: mail !== null, linked: publicUrl !== '', undelivered: count, error };
}

import { z } from 'zod';
import type { Ctx } from '../../kernel/ctx.ts';
import { fold } from '../../kernel/fold.ts';
import { insertMail } from './outbox.store.ts';

/** A mail to one person, complete: nothing of it is asked for again when it is sent. */
export const Mail = z.object({
  to: z.string(),
  from: z.string(),
  replyTo: z.string().nullable(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Without brackets, as the references. */
  messageId: z.string(),
  references: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
});
export type Mail = z.infer<typeof Mail>;

const Recipient = z.email().max(254);
const mostSubject = 300;

/** Line ends, which would begin another header, and what no header may hold. */
const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const oneLine = (text: string): string => text.replace(breaks, ' ').trim();

/**
 * Keeps a mail to be sent, within the transaction of what it tells of: one is not without the other. The same
 * `messageId` is kept once. Where no mail is sent, or the recipient has no address, nothing is kept.
 */
export async function queueMail(tx: Ctx, mail: Mail): Promise<void> {
  if (tx.installation.mail === null || !Recipient.safeParse(mail.to).success) return;
  const subject = oneLine(mail.subject).slice(0, mostSubject);
  await insertMail(tx, {
    message_id: mail.messageId,
    recipient: mail.to,
    subject,
    search: fold(`${mail.to} ${subject}`).slice(0, 600),
    mail: JSON.stringify({ ...mail, subject }),
    state: 'waiting',
    attempts: 0,
    next_at: tx.now,
    error: '',
    created_at: tx.now,
    done_at: null,
  });
}

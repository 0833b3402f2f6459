import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Consequence } from '../../panel/define.ts';
import { discard } from './attachment.disk.ts';
import { findOwnAttachment, giveUp } from './attachment.store.ts';
import { DetachInput } from './ticket.schema.ts';
import { auditObject } from './ticket.service.ts';
import { findSide, lockTicket } from './ticket.store.ts';

/** Removes a file that this side has sent, in a ticket that is closed too: it takes room of the account all the same. */
export async function detachFile(ctx: Ctx, elid: string, { file }: DetachInput): Promise<void> {
  const kept = await inTransaction(ctx, (tx) => detach(tx, elid, file));
  // If the process dies before this, `tidyAttachments` does it.
  await discard(ctx.installation.dataDir, kept);
}

async function detach(tx: Ctx, elid: string, id: string): Promise<string> {
  const found = await lockTicket(tx, elid);
  const attachment = await findOwnAttachment(tx, found.ticket.id, id);
  if (!(await giveUp(tx, attachment))) throw notFound(id);
  const object = await auditObject(tx, found, Boolean(attachment.internal));
  // Not its name: those above read the journal too, the other side among them, and the file may be a note's.
  await audit(tx, 'ticket.detach', object, { before: { file: String(attachment.id) } });
  return attachment.file;
}

/** Which file goes, by its name. */
export async function whatGoes(
  ctx: Ctx,
  elids: readonly string[],
  input: Readonly<Record<string, unknown>>,
): Promise<Consequence[]> {
  const asked = DetachInput.safeParse(input);
  if (!asked.success) return [];
  const { ticket_id: ticketId } = await findSide(ctx, elids[0] ?? '');
  const { name } = await findOwnAttachment(ctx, ticketId, asked.data.file);
  return [{ text: 'detach_file', values: { name } }];
}

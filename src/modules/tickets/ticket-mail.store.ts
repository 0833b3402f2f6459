import type { Ctx } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import type { MessageRecord } from './ticket.table.ts';

/** Of the transaction's own message: nothing asks here who may read it. */
export async function findMessage(tx: Ctx, id: number): Promise<MessageRecord> {
  const row = await tx.db('ticket_messages').where({ id }).first();
  if (row === undefined) throw notFound(String(id));
  return row;
}

export async function attachmentNames(tx: Ctx, messageId: number): Promise<string[]> {
  return tx.db('ticket_attachments').where({ message_id: messageId }).orderBy('id').pluck('name');
}

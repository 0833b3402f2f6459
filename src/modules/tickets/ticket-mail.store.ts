import type { Ctx } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import type { MessageRecord } from './ticket.table.ts';

/** Of the transaction's own message: nothing asks here who may read it. */
export async function findMessage(tx: Ctx, id: number): Promise<MessageRecord> {
  const row = await tx.db('ticket_messages').where({ id }).first();
  if (row === undefined) throw notFound(String(id));
  return row;
}

export async function attachmentNames(tx: Ctx, message: Pick<MessageRecord, 'id' | 'ticket_id'>): Promise<string[]> {
  const of = { ticket_id: message.ticket_id, message_id: message.id };
  return tx.db('ticket_attachments').where(of).orderBy('id').pluck('name');
}

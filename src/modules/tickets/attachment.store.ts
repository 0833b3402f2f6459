import type { Knex } from 'knex';
import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import type { AttachmentRecord } from './attachment.table.ts';
import { visible } from './ticket.store.ts';

/** The only place that says which attachments a viewer may have: those of the messages that its side may read. */
const readable = (ctx: Ctx) =>
  visible(ctx)
    .join('ticket_messages as said', 'said.ticket_id', 'side.ticket_id')
    .where((either) => void either.where('said.side', ctx.db.ref('side.side')).orWhere('said.internal', false))
    .join('ticket_attachments as kept', (both) =>
      both.on('kept.ticket_id', 'said.ticket_id').andOn('kept.message_id', 'said.id'),
    )
    .select('kept.*') as Knex.QueryBuilder<AttachmentRecord, AttachmentRecord[]>;

/** An attachment by its id; not theirs, or removed, is not found. */
export async function findAttachment(ctx: Ctx, elid: string): Promise<AttachmentRecord> {
  return found(elid, await living(ctx, elid).first());
}

/** One that the viewer's own side has sent in this ticket, and whether with a note; the other side's is not found. */
export async function findOwnAttachment(ctx: Ctx, ticketId: number, elid: string): Promise<OwnAttachment> {
  const own = living(ctx, elid).where('side.ticket_id', ticketId).where('said.side', ctx.db.ref('side.side'));
  return found(elid, (await own.select('said.internal').first()) as OwnAttachment | undefined);
}

type OwnAttachment = AttachmentRecord & { internal: boolean | number };

const living = (ctx: Ctx, elid: string) =>
  readable(ctx)
    .where('kept.id', isId(elid) ? Number(elid) : 0)
    .whereNull('kept.removed_at');

function found<T>(elid: string, row: T | undefined): T {
  if (row === undefined) throw notFound(elid);
  return row;
}

/** What the viewer may have of these messages, by message, in the order it was sent. */
export async function attachmentsOf(
  ctx: Ctx,
  messageIds: readonly number[],
): Promise<Map<number, (Pick<AttachmentRecord, 'id' | 'name' | 'size'> & { preview: boolean; removed: boolean })[]>> {
  const rows = messageIds.length === 0 ? [] : await readable(ctx).whereIn('said.id', messageIds).orderBy('kept.id');
  const shown = rows.map(({ id, name, size, preview, removed_at, message_id: of }) => {
    const removed = removed_at !== null;
    return { of, file: { id, name, size, preview: Boolean(preview) && !removed, removed } };
  });
  return new Map(messageIds.map((id) => [id, shown.filter(({ of }) => of === id).map(({ file }) => file)]));
}

export async function insertAttachments(
  tx: Ctx,
  rows: readonly Omit<AttachmentRecord, 'id' | 'removed_at'>[],
): Promise<void> {
  if (rows.length > 0) await tx.db('ticket_attachments').insert(rows.map((row) => ({ ...row, removed_at: null })));
}

/** Bytes that the attachments of an account have already. */
export async function roomTaken(ctx: Ctx, accountId: number): Promise<number> {
  return (await ctx.db('accounts').where({ id: accountId }).first('attachments_used'))?.attachments_used ?? 0;
}

/** Takes room for these bytes, or says that there is none: one statement, so that no two take the same. */
export async function takeRoom(tx: Ctx, accountId: number, bytes: number, quota: number): Promise<boolean> {
  const account = tx
    .db('accounts')
    .where({ id: accountId })
    .where('attachments_used', '<=', quota - bytes);
  return (await account.increment('attachments_used', bytes)) === 1;
}

/** Gives the room of an attachment back, once: whether it was there until now. */
export async function giveUp(tx: Ctx, { id, account_id, size }: AttachmentRecord): Promise<boolean> {
  const row = tx.db('ticket_attachments').where({ id }).whereNull('removed_at');
  if ((await row.update({ removed_at: tx.now })) === 0) return false;
  const account = tx.db('accounts').where({ id: account_id }).where('attachments_used', '>=', size);
  await account.decrement('attachments_used', size);
  return true;
}

/** Those of these files that a message has. */
export async function keptAmong(ctx: Ctx, files: readonly string[]): Promise<Set<string>> {
  const kept = new Set<string>();
  for (const some of batches(files))
    for (const file of await ctx.db('ticket_attachments').whereIn('file', some).whereNull('removed_at').pluck('file'))
      kept.add(file);
  return kept;
}

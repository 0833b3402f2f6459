import type { Knex } from 'knex';
import { isMysql } from '../../db/dialect.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import type { MessageRecord, Side, SideRecord, TicketRecord } from './ticket.table.ts';

/** A ticket with both of its sides, and which of them is the viewer's. */
export interface Ticket {
  readonly ticket: TicketRecord;
  readonly sides: Readonly<Record<Side, SideRecord>>;
  readonly own: Side;
}

/** The only place that says which tickets a viewer may see: those that its account is a side of. */
export function visible(ctx: Ctx): Knex.QueryBuilder<SideRecord, SideRecord[]> {
  return ctx.db<SideRecord>('ticket_sides as side').where('side.account_id', ctx.viewer.id);
}

/** The viewer's side of a ticket; not theirs is not found. */
export async function findSide(ctx: Ctx, elid: string): Promise<SideRecord> {
  const row = isId(elid) ? await visible(ctx).where('side.ticket_id', Number(elid)).first() : undefined;
  if (row === undefined) throw notFound(elid);
  return row;
}

/** A ticket of the viewer's, locked until the transaction ends: whoever changes it reads what is really there. */
export async function lockTicket(tx: Ctx, elid: string): Promise<Ticket> {
  const { ticket_id: id, side: own } = await findSide(tx, elid);
  return { ...(await lockById(tx, id)), own };
}

export async function lockById(tx: Ctx, id: number): Promise<Omit<Ticket, 'own'>> {
  const query = tx.db('tickets').where({ id });
  const ticket = await (isMysql(tx.db) ? query.forUpdate() : query).first();
  const sides = await tx.db('ticket_sides').where({ ticket_id: id });
  const of = (side: Side): SideRecord | undefined => sides.find((one) => one.side === side);
  const client = of('client');
  const provider = of('provider');
  if (ticket === undefined || client === undefined || provider === undefined) throw notFound(String(id));
  return { ticket, sides: { client, provider } };
}

export async function findTicketRow(ctx: Ctx, id: number): Promise<TicketRecord> {
  const row = await ctx.db('tickets').where({ id }).first();
  if (row === undefined) throw notFound(String(id));
  return row;
}

/** The only place that says what this side may read of a ticket: never the notes of the other. */
const readable = (ctx: Ctx, { ticket_id, side }: SideRecord): Knex.QueryBuilder<MessageRecord, MessageRecord[]> =>
  ctx
    .db<MessageRecord>('ticket_messages')
    .where({ ticket_id })
    .where((either) => void either.where('side', side).orWhere('internal', false));

/** The last messages that this side may read, the oldest of them first. */
export async function messagesFor(ctx: Ctx, side: SideRecord, most: number): Promise<MessageRecord[]> {
  const rows = await readable(ctx, side).orderBy('id', 'desc').limit(most);
  return rows.reverse();
}

export async function countMessages(ctx: Ctx, side: SideRecord): Promise<number> {
  const [row] = await readable(ctx, side).count<{ n: number }[]>({ n: '*' });
  return row?.n ?? 0;
}

/** Tickets between these two that are not closed. */
export async function openBetween(tx: Ctx, clientId: number, providerId: number): Promise<number[]> {
  return tx
    .db('tickets')
    .where({ client_id: clientId, provider_id: providerId })
    .whereNull('closed_at')
    .orderBy('id')
    .pluck('id');
}

export async function insertTicket(tx: Ctx, row: Omit<TicketRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('tickets').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function insertSide(tx: Ctx, row: SideRecord): Promise<void> {
  await tx.db('ticket_sides').insert(row);
}

export async function insertMessage(tx: Ctx, row: Omit<MessageRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('ticket_messages').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function saveTicket(tx: Ctx, id: number, change: Partial<TicketRecord>): Promise<void> {
  await tx.db('tickets').where({ id }).update(change);
}

export async function saveSide(
  tx: Ctx,
  { account_id, ticket_id }: SideRecord,
  change: Partial<SideRecord>,
): Promise<void> {
  await tx.db('ticket_sides').where({ account_id, ticket_id }).update(change);
}

/** How many tickets wait for an answer of these accounts is kept with them: every page shows it. */
export async function addWaiting(tx: Ctx, changes: ReadonlyMap<number, number>): Promise<void> {
  // In the order of their ids, as whoever else locks accounts.
  for (const [id, change] of [...changes].sort(([a], [b]) => a - b))
    if (change !== 0) await tx.db('accounts').where({ id }).increment('tickets_waiting', change);
}

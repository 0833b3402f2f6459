import { audit, scopeOf, type AuditObject } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { accountById, lockAccount, type AccountRecord } from '../accounts/index.ts';
import { seen } from '../notifications/index.ts';
import { targetsOf } from '../support/index.ts';
import { isParted, isWaiting, spoken, stateOf } from './ticket.state.ts';
import { nameOf } from './ticket-list.store.ts';
import type { ReplyInput } from './ticket.schema.ts';
import {
  addWaiting,
  findSide,
  findTicketRow,
  insertMessage,
  lockById,
  lockTicket,
  openBetween,
  saveSide,
  saveTicket,
  type Ticket,
} from './ticket.store.ts';
import { keepFiles, withFiles, type Laid } from './attachments.ts';
import { tell } from './tell.ts';
import { otherSide, type MessageRecord, type Side, type SideRecord, type TicketRecord } from './ticket.table.ts';

/** Answers a ticket, or keeps a note in it that only this side reads. An answer opens a closed ticket again. */
export async function replyTicket(ctx: Ctx, elid: string, input: ReplyInput): Promise<void> {
  const sent = { uploads: input.files, providerId: () => providerOf(ctx, elid) };
  await withFiles(ctx, sent, (files) =>
    inTransaction(ctx, async (tx) => reply(tx, await lockTicket(tx, elid), { ...input, files })),
  );
}

const providerOf = async (ctx: Ctx, elid: string): Promise<number> =>
  (await findTicketRow(ctx, (await findSide(ctx, elid)).ticket_id)).provider_id;

type Answer = Omit<ReplyInput, 'files'> & { readonly files: Laid };

async function reply(tx: Ctx, found: Ticket, { text, internal, files, close: closes }: Answer): Promise<void> {
  if (!internal) await refuseParted(tx, found.ticket);
  const messageId = await addMessage(tx, found, { kind: 'text', text, internal });
  await keepFiles(tx, found, messageId, files);
  if (internal) await saveSide(tx, found.sides[found.own], { last_at: tx.now });
  else await settle(tx, found, { ...spoken(found.ticket, found.own, tx.now) }, { spoke: found.own });
  const told = { after: { files: files.files.length } };
  await audit(tx, internal ? 'ticket.note' : 'ticket.reply', await auditObject(tx, found, internal), told);
  await seenBy(tx, found);
  if (internal) return;
  await tell(tx, found, { kind: 'answer', messageId, closes });
  if (closes) await close(tx, { ...(await lockById(tx, found.ticket.id)), own: found.own }, false);
}

export async function closeTicket(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => close(tx, await lockTicket(tx, elid), true));
}

/** The second time does nothing. Who has just been told of an answer is not told once more. */
async function close(tx: Ctx, found: Ticket, tells: boolean): Promise<void> {
  if (found.ticket.closed_at !== null) return;
  const messageId = await addMessage(tx, found, { kind: 'closed', text: '', internal: false });
  await settle(tx, found, { closed_at: tx.now }, {});
  await audit(tx, 'ticket.close', await auditObject(tx, found, false));
  await seenBy(tx, found);
  if (tells) await tell(tx, found, { kind: 'closed', messageId });
}

/** Opens a closed ticket again: whoever was waited for before is waited for again. */
export async function reopenTicket(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const found = await lockTicket(tx, elid);
    if (found.ticket.closed_at === null) return;
    await refuseParted(tx, found.ticket);
    await addMessage(tx, found, { kind: 'reopened', text: '', internal: false });
    await settle(tx, found, { closed_at: null }, { archived: false });
    await audit(tx, 'ticket.reopen', await auditObject(tx, found, false));
  });
}

/** Puts a closed ticket out of this side's sight, or back into it. */
export async function archiveTicket(ctx: Ctx, elid: string, archived: boolean): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const found = await lockTicket(tx, elid);
    const own = found.sides[found.own];
    if (Boolean(own.archived) === archived) return;
    if (archived && found.ticket.closed_at === null)
      throw new PanelError('conflict', 'ticket.archive_open', { name: nameOf(own) });
    await saveSide(tx, own, { archived });
    await audit(tx, archived ? 'ticket.archive' : 'ticket.unarchive', await auditObject(tx, found, true));
  });
}

/** Says that this side has read a ticket, or wants to read it again. */
export async function markTicket(ctx: Ctx, elid: string, unread: boolean): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const found = await lockTicket(tx, elid);
    await saveSide(tx, found.sides[found.own], { unread });
    if (!unread) await seenBy(tx, found);
  });
}

/** Closes what two accounts have open between them: they have nothing to do with each other any more. */
export async function closeParted(tx: Ctx, clientId: number, providerId: number): Promise<void> {
  for (const id of await openBetween(tx, clientId, providerId)) {
    const found = { ...(await lockById(tx, id)), own: 'provider' as const };
    await addMessage(tx, found, { kind: 'moved', text: '', internal: false });
    await settle(tx, found, { closed_at: tx.now }, {});
  }
}

/** Nobody writes to somebody who has been moved away or deleted. */
async function refuseParted(tx: Ctx, ticket: TicketRecord): Promise<void> {
  const client = await lockAccount(tx, ticket.client_id);
  if (isParted(client, ticket)) throw new PanelError('conflict', 'ticket.parted', { name: client.name });
}

export type NewMessage = Pick<MessageRecord, 'kind' | 'text'> & { internal: boolean };

const seenBy = (tx: Ctx, { ticket }: Ticket): Promise<void> => seen(tx, 'ticket.thread', String(ticket.id));

/** Both names are kept: whose panel it was written in, and who has really written it. */
export async function addMessage(
  tx: Ctx,
  found: { ticket: TicketRecord; own: Side },
  message: NewMessage,
): Promise<number> {
  return insertMessage(tx, {
    ...message,
    ticket_id: found.ticket.id,
    side: found.own,
    account: tx.viewer.name,
    login_id: tx.real.loginId,
    login: tx.real.name,
    acting: tx.acting !== null,
    via: tx.real.byMail === true ? 'mail' : 'panel',
    at: tx.now,
  });
}

/** What happens to the sides besides what the ticket says. */
interface Also {
  /** This side has spoken to the other. */
  readonly spoke?: Side;
  readonly archived?: boolean;
}

/** Saves a change of the ticket, and what it makes of both sides and of the counters in their menus. */
export async function settle(
  tx: Ctx,
  { ticket, sides }: Pick<Ticket, 'ticket' | 'sides'>,
  change: Partial<TicketRecord>,
  also: Also,
): Promise<void> {
  const after = { ...ticket, ...change };
  await saveTicket(tx, ticket.id, change);
  const targets = await targetsOf(tx, ticket.provider_id);
  const waiting = new Map<number, number>();
  for (const row of Object.values(sides)) {
    const fresh: Partial<SideRecord> = { ...stateOf(after, row.side, targets), ...spokenTo(row.side, also, tx.now) };
    if (also.archived !== undefined) fresh.archived = also.archived;
    await saveSide(tx, row, fresh);
    waiting.set(row.account_id, Number(isWaiting({ ...row, ...fresh })) - Number(isWaiting(row)));
  }
  await addWaiting(tx, waiting);
}

function spokenTo(side: Side, { spoke }: Also, now: number): Partial<SideRecord> {
  if (spoke === undefined) return {};
  return { unread: side === otherSide(spoke), last_at: now, archived: false };
}

/** What the journal says it was done to: the client reads of what both see, and only one's own side of the rest. */
export async function auditObject(tx: Ctx, { ticket, sides, own }: Ticket, ownOnly: boolean): Promise<AuditObject> {
  const subject = await accountById(tx, ownOnly ? sides[own].account_id : ticket.client_id);
  return {
    kind: 'ticket',
    id: ticket.id,
    // Those above read the journal too, and a conversation is not theirs.
    name: `#${String(ticket.id)}`,
    subjectId: subject.id,
    scopeId: scopeOfRow(subject),
  };
}

export const scopeOfRow = (row: AccountRecord): number | null => scopeOf({ ...row, parentId: row.parent_id });

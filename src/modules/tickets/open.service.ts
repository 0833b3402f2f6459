import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { accountById, findAccount, lockAccount, type AccountRecord } from '../accounts/index.ts';
import { readCategory } from '../categories/index.ts';
import { targetsOf } from '../support/index.ts';
import { keepFiles, withFiles, type Laid } from './attachments.ts';
import { tell } from './tell.ts';
import { isWaiting, stateOf } from './ticket.state.ts';
import { addMessage, auditObject } from './ticket.service.ts';
import type { MessageInput } from './ticket.schema.ts';
import { addWaiting, insertSide, insertTicket, lockById, type Ticket } from './ticket.store.ts';
import { priorityNumber, type Side, type SideRecord, type TicketRecord } from './ticket.table.ts';

/** Writes to an account below: one ticket for each. Answers its number. */
export async function messageAccount(
  ctx: Ctx,
  level: 'reseller' | 'user',
  elid: string,
  input: MessageInput,
): Promise<string> {
  const sent = { uploads: input.files, providerId: () => ctx.viewer.id };
  return withFiles(ctx, sent, (files) =>
    inTransaction(ctx, async (tx) => {
      const client = await lockAccount(tx, (await findAccount(tx, level, elid)).id);
      if (client.parent_id !== tx.viewer.id || client.deleted_at !== null)
        throw refuse('conflict', 'to', 'ticket.not_yours', { name: client.name });
      return open(tx, { client, provider: await accountById(tx, tx.viewer.id), by: 'provider' }, { ...input, files });
    }),
  );
}

/** Writes to the account above: of a user its reseller, or the administrator when it has none. */
export async function askProvider(ctx: Ctx, input: MessageInput): Promise<string> {
  const sent = { uploads: input.files, providerId: () => ctx.viewer.parentId ?? 0 };
  return withFiles(ctx, sent, (files) =>
    inTransaction(ctx, async (tx) => {
      const client = await lockAccount(tx, tx.viewer.id);
      const provider = await accountById(tx, client.parent_id ?? 0);
      return open(tx, { client, provider, by: 'client' }, { ...input, files });
    }),
  );
}

interface Between {
  readonly client: AccountRecord;
  readonly provider: AccountRecord;
  readonly by: Side;
}

type Opening = Omit<MessageInput, 'files'> & { readonly files: Laid };

async function open(tx: Ctx, between: Between, input: Opening): Promise<string> {
  const { client, provider, by } = between;
  const row: Omit<TicketRecord, 'id'> = {
    client_id: client.id,
    provider_id: provider.id,
    opened_by: by,
    subject: input.subject,
    priority: priorityNumber(input.priority),
    category_id: await readCategory(tx, provider.id, input.category),
    last_side: by,
    asked_at: tx.now,
    messages: 1,
    opened_at: tx.now,
    first_answer_at: null,
    closed_at: null,
  };
  const id = await insertTicket(tx, row);
  await insertSides(tx, { id, ...row }, between);
  const found: Ticket = { ...(await lockById(tx, id)), own: by };
  const messageId = await addMessage(tx, found, { kind: 'text', text: input.text, internal: false });
  await keepFiles(tx, found, messageId, input.files);
  const after = { priority: input.priority };
  await audit(tx, 'ticket.create', await auditObject(tx, found, false), { after });
  await tell(tx, found, { kind: 'new', messageId });
  return String(id);
}

async function insertSides(tx: Ctx, ticket: TicketRecord, { client, provider, by }: Between): Promise<void> {
  const targets = await targetsOf(tx, provider.id);
  const waiting = new Map<number, number>();
  for (const side of ['client', 'provider'] as const) {
    const [own, other] = side === 'client' ? [client, provider] : [provider, client];
    const row: SideRecord = {
      account_id: own.id,
      ticket_id: ticket.id,
      side,
      with_name: other.name,
      subject: ticket.subject,
      priority: ticket.priority,
      ...stateOf(ticket, side, targets),
      archived: false,
      unread: side !== by,
      assignee_id: null,
      assignee: '',
      last_at: tx.now,
      search: searchOf(ticket, other, ''),
    };
    await insertSide(tx, row);
    waiting.set(own.id, Number(isWaiting(row)));
  }
  await addWaiting(tx, waiting);
}

/** What one side finds a ticket by. */
export const searchOf = (
  { id, subject }: Pick<TicketRecord, 'id' | 'subject'>,
  other: Pick<AccountRecord, 'name' | 'display_name'>,
  assignee: string,
): string => fold([`#${String(id)}`, subject, other.name, other.display_name, assignee].join(' ')).slice(0, 600);

import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Option } from '../../panel/define.ts';
import { accountById, findAccount, type AccountRecord } from '../accounts/index.ts';
import { categoryOptions, readCategory } from '../categories/index.ts';
import { staffOf } from '../logins/index.ts';
import { askProvider, messageAccount, searchOf } from './open.service.ts';
import { tell } from './tell.ts';
import type { TicketForm } from './ticket.schema.ts';
import { auditObject, settle } from './ticket.service.ts';
import { findSide, findTicketRow, lockTicket, saveSide, type Ticket } from './ticket.store.ts';
import { otherSide, priorityName, priorityNumber, type SideRecord, type TicketRecord } from './ticket.table.ts';

const blank = { to: '', subject: '', priority: 'medium', category: '', assignee: '', text: '' } as const;

export async function loadTicket(ctx: Ctx, elid: string | null): Promise<TicketForm> {
  if (elid === null) return { ...blank, files: [] };
  const side = await findSide(ctx, elid);
  return formOf(side, await findTicketRow(ctx, side.ticket_id));
}

/** What one side can change of a ticket. */
export const formOf = (side: SideRecord, ticket: TicketRecord): TicketForm => ({
  ...blank,
  to: side.with_name,
  subject: side.subject,
  priority: priorityName(side.priority),
  category: idText(ticket.category_id),
  assignee: idText(side.assignee_id),
  files: [],
});

const idText = (id: number | null): string => (id === null ? '' : String(id));

/** A new ticket goes to the account above; the administrator, above whom nobody is, says to whom below. */
export async function createTicket(ctx: Ctx, form: TicketForm): Promise<string> {
  if (form.text === '') throw refuse('invalid', 'text', 'field.required');
  if (ctx.viewer.level !== 'admin') return askProvider(ctx, form);
  const to = await addressee(ctx, form.to);
  return messageAccount(ctx, to.level === 'reseller' ? 'reseller' : 'user', String(to.id), form);
}

async function addressee(ctx: Ctx, name: string): Promise<AccountRecord> {
  if (name === '') throw refuse('invalid', 'to', 'field.required');
  for (const level of ['reseller', 'user'] as const) {
    try {
      return await findAccount(ctx, level, name);
    } catch (error) {
      if (!(error instanceof PanelError) || error.code !== 'not_found') throw error;
    }
  }
  throw refuse('not_found', 'to', 'error.not_found', { what: name });
}

/** Changes what both sides see, priority and category, and who of this side takes care of it. */
export async function updateTicket(ctx: Ctx, elid: string, form: TicketForm): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const found = await lockTicket(tx, elid);
    const { ticket, sides, own } = found;
    const change = {
      priority: priorityNumber(form.priority),
      category_id: await readCategory(tx, ticket.provider_id, form.category, ticket.category_id),
    };
    await settle(tx, found, change, {});
    for (const side of Object.values(sides)) await saveSide(tx, side, { priority: change.priority });
    const shared = (row: Pick<typeof ticket, 'priority' | 'category_id'>): Record<string, unknown> => ({
      priority: priorityName(row.priority),
      category: row.category_id,
    });
    const told = { before: shared(ticket), after: shared({ ...ticket, ...change }) };
    await audit(tx, 'ticket.edit', await auditObject(tx, found, false), told);
    await assign(tx, found, sides[own], form.assignee);
  });
}

/** Of one's own side only: the other has nothing to do with who answers. */
async function assign(tx: Ctx, found: Ticket, side: SideRecord, given: string): Promise<void> {
  if (given === idText(side.assignee_id)) return;
  const login = given === '' ? null : (await staffOf(tx, tx.viewer.id)).find(({ id }) => String(id) === given);
  if (login === undefined) throw refuse('invalid', 'assignee', 'field.choice');
  const { ticket, sides } = found;
  const other = await accountById(tx, sides[otherSide(side.side)].account_id);
  const assignee = login?.login ?? '';
  await saveSide(tx, side, { assignee_id: login?.id ?? null, assignee, search: searchOf(ticket, other, assignee) });
  const change = { before: { assignee: side.assignee }, after: { assignee } };
  await audit(tx, 'ticket.assign', await auditObject(tx, found, true), change);
  if (login) await tell(tx, found, { kind: 'assigned', loginId: login.id });
}

/** The categories that a ticket can have, or a new one. */
export async function ticketCategories(ctx: Ctx, elid: string | null): Promise<Option[]> {
  if (elid === null) return withNone(await categoryOptions(ctx, ctx.viewer.parentId ?? ctx.viewer.id));
  return categoriesOf(ctx, await findTicketRow(ctx, (await findSide(ctx, elid)).ticket_id));
}

/** The categories of whoever answers, and the one that the ticket has. */
export const categoriesOf = async (ctx: Ctx, ticket: TicketRecord): Promise<Option[]> =>
  withNone(await categoryOptions(ctx, ticket.provider_id, ticket.category_id));

/** The categories of one's own, for messages to accounts below. */
export const ownCategories = async (ctx: Ctx): Promise<Option[]> => withNone(await categoryOptions(ctx, ctx.viewer.id));

export const assignees = async (ctx: Ctx): Promise<Option[]> =>
  withNone((await staffOf(ctx, ctx.viewer.id)).map(({ id, login }) => ({ value: String(id), label: login })));

const withNone = (options: readonly Option[]): Option[] => [{ value: '', label: '–' }, ...options];

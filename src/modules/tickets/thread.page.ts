import type { Ctx, Level } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Option, PageDef } from '../../panel/define.ts';
import { accountById, type AccountRecord } from '../accounts/index.ts';
import { assignees, loadTicket, ticketCategories } from './ticket.form.ts';
import type { TicketForm } from './ticket.schema.ts';
import { findSide, findTicketRow, messagesFor } from './ticket.store.ts';
import { statuses, type MessageRecord, type Status } from './ticket.table.ts';

export interface ThreadMessage {
  readonly id: number;
  readonly ours: boolean;
  readonly internal: boolean;
  readonly kind: MessageRecord['kind'];
  /** In whose panel it was written. */
  readonly account: string;
  /** Who has really written it. */
  readonly login: string;
  readonly acting: boolean;
  readonly byMail: boolean;
  readonly text: string;
  readonly at: number;
  readonly attachments: readonly ThreadAttachment[];
}

export interface ThreadAttachment {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** There is a picture of it: `ticket.preview`. */
  readonly preview: boolean;
}

interface Usage {
  readonly used: number;
  readonly max: number | null;
}

export interface ThreadData {
  readonly elid: string;
  readonly subject: string;
  readonly status: Status;
  readonly archived: boolean;
  readonly unread: boolean;
  readonly form: Omit<TicketForm, 'text' | 'files'>;
  readonly categories: readonly Option[];
  readonly assignees: readonly Option[];
  readonly opened: number;
  readonly last: number;
  readonly due: number | null;
  /** Milliseconds until the first answer, and from opening to closing or until now. */
  readonly firstAnswer: number | null;
  readonly open: number;
  readonly messages: readonly ThreadMessage[];
  /** Answers that this account has saved. */
  readonly answers: readonly { readonly id: number; readonly name: string; readonly text: string }[];
  /** Whom one talks to. What an account below uses is shown; null of the account above. */
  readonly other: {
    readonly name: string;
    readonly displayName: string;
    readonly level: Level;
    readonly id: number;
    readonly usage: Readonly<Record<'users' | 'sites' | 'disk' | 'traffic', Usage>> | null;
  };
}

/** The conversation, what is known of it, and whom it is with. */
export const threadPage: PageDef & { on: 'one'; icon: string } = {
  view: 'thread',
  on: 'one',
  icon: 'message-circle',
  load: loadThread,
};

async function loadThread(
  ctx: Ctx,
  params: ReadonlyMap<string, string>,
): Promise<ThreadData & Record<string, unknown>> {
  const elid = params.get('elid');
  if (elid === undefined) throw notFound('elid');
  const side = await findSide(ctx, elid);
  const [ticket, messages, form, categories, staff] = await Promise.all([
    findTicketRow(ctx, side.ticket_id),
    messagesFor(ctx, side),
    loadTicket(ctx, elid),
    ticketCategories(ctx, elid),
    assignees(ctx),
  ]);
  const isProvider = side.side === 'provider';
  const other = await accountById(ctx, isProvider ? ticket.client_id : ticket.provider_id);
  return {
    elid,
    subject: side.subject,
    status: statuses[side.status] ?? 'closed',
    archived: Boolean(side.archived),
    unread: Boolean(side.unread),
    form,
    categories,
    assignees: staff,
    opened: ticket.opened_at,
    last: side.last_at,
    due: side.due_at,
    firstAnswer: ticket.first_answer_at === null ? null : ticket.first_answer_at - ticket.opened_at,
    open: (ticket.closed_at ?? ctx.now) - ticket.opened_at,
    answers: [],
    messages: messages.map((message) => messageOf(message, side.side)),
    other: {
      name: other.name,
      displayName: other.display_name,
      level: other.level,
      id: other.id,
      usage: isProvider ? usageOf(other) : null,
    },
  };
}

const messageOf = (message: MessageRecord, own: MessageRecord['side']): ThreadMessage => ({
  id: message.id,
  ours: message.side === own,
  internal: Boolean(message.internal),
  kind: message.kind,
  account: message.account,
  login: message.login,
  acting: Boolean(message.acting),
  byMail: message.via === 'mail',
  text: message.text,
  at: message.at,
  attachments: [],
});

function usageOf(row: AccountRecord): NonNullable<ThreadData['other']['usage']> {
  const one = (resource: 'users' | 'sites' | 'disk' | 'traffic'): Usage => ({
    used: row[`${resource}_used`],
    max: row[`${resource}_max`],
  });
  return { users: one('users'), sites: one('sites'), disk: one('disk'), traffic: one('traffic') };
}

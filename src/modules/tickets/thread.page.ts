import type { Ctx, Level } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import { mayCall } from '../../panel/access.ts';
import type { Option, PageDef, Registry } from '../../panel/define.ts';
import { findFunc } from '../../panel/registry.ts';
import { accountById, type AccountRecord } from '../accounts/index.ts';
import { answersFor, type Placeholders } from '../answers/index.ts';
import { fileChoice } from './attachment.file.ts';
import { attachmentsOf } from './attachment.store.ts';
import { assignees, categoriesOf, formOf } from './ticket.form.ts';
import type { TicketForm } from './ticket.schema.ts';
import { isParted } from './ticket.state.ts';
import { countMessages, findSide, findTicketRow, messagesFor } from './ticket.store.ts';
import { statuses, type MessageRecord, type SideRecord, type Status, type TicketRecord } from './ticket.table.ts';

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
  /** Its sender has taken it away. */
  readonly removed: boolean;
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
  /** The two have nothing to do with each other any more: nobody can answer. */
  readonly parted: boolean;
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
  /** Messages before those shown, and how many to ask for to see more, if there may be more. */
  readonly earlier: { readonly count: number; readonly show: number | null } | null;
  /** What the field for attachments offers. */
  readonly files: readonly Option[];
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

/** A long conversation begins with its end. Up to `whole` it is shown as it is. */
const whole = 60;
const shownFirst = 50;
const shownMore = 200;
/** As much as a browser shows without trouble. */
const mostShown = 2050;

type Told = Pick<ThreadData, 'earlier'> & { readonly rows: MessageRecord[] };

/** The end of the conversation, as long as the address asks for. */
async function toldTo(ctx: Ctx, side: SideRecord, asked: string | undefined): Promise<Told> {
  const given = /^\d{1,4}$/.test(asked ?? '') ? Number(asked) : 0;
  const wanted = Math.min(Math.max(given, shownFirst), mostShown);
  const rows = await messagesFor(ctx, side, Math.max(wanted, whole) + 1);
  if (rows.length <= Math.max(wanted, whole)) return { rows, earlier: null };
  const count = (await countMessages(ctx, side)) - wanted;
  const show = wanted < mostShown ? wanted + shownMore : null;
  return { rows: rows.slice(-wanted), earlier: { count, show } };
}

async function loadThread(
  ctx: Ctx,
  params: ReadonlyMap<string, string>,
  registry: Registry,
): Promise<ThreadData & Record<string, unknown>> {
  const elid = params.get('elid');
  if (elid === undefined) throw notFound('elid');
  const side = await findSide(ctx, elid);
  const [ticket, told] = await Promise.all([findTicketRow(ctx, side.ticket_id), toldTo(ctx, side, params.get('show'))]);
  const isProvider = side.side === 'provider';
  const [client, provider, messages, choices] = await Promise.all([
    accountById(ctx, ticket.client_id),
    accountById(ctx, ticket.provider_id),
    messagesOf(ctx, told.rows, side.side),
    choicesOf(ctx, ticket),
  ]);
  const other = isProvider ? client : provider;
  return {
    elid,
    subject: side.subject,
    status: statuses[side.status] ?? 'closed',
    archived: Boolean(side.archived),
    unread: Boolean(side.unread),
    parted: isParted(client, ticket),
    form: formOf(side, ticket),
    ...choices,
    ...timesOf(ctx, ticket, side),
    answers: await savedFor(ctx, registry, { name: other.display_name || other.name, number: String(ticket.id) }),
    messages,
    earlier: told.earlier,
    other: otherOf(other, isProvider),
  };
}

type Choices = Pick<ThreadData, 'categories' | 'assignees' | 'files'>;

async function choicesOf(ctx: Ctx, ticket: TicketRecord): Promise<Choices> {
  const [categories, staff, files] = await Promise.all([
    categoriesOf(ctx, ticket),
    assignees(ctx),
    fileChoice(ctx, ticket.provider_id),
  ]);
  return { categories, assignees: staff, files };
}

type Times = Pick<ThreadData, 'opened' | 'last' | 'due' | 'firstAnswer' | 'open'>;

const timesOf = ({ now }: Ctx, ticket: TicketRecord, side: SideRecord): Times => ({
  opened: ticket.opened_at,
  last: side.last_at,
  due: side.due_at,
  firstAnswer: ticket.first_answer_at === null ? null : ticket.first_answer_at - ticket.opened_at,
  open: (ticket.closed_at ?? now) - ticket.opened_at,
});

const otherOf = (other: AccountRecord, isClient: boolean): ThreadData['other'] => ({
  name: other.name,
  displayName: other.display_name,
  level: other.level,
  id: other.id,
  usage: isClient ? usageOf(other) : null,
});

/** None for whoever may not look at them either. */
async function savedFor(ctx: Ctx, registry: Registry, values: Placeholders): Promise<ThreadData['answers']> {
  const func = findFunc(registry, 'savedanswer');
  return func && mayCall(ctx.viewer, func) ? answersFor(ctx, values) : [];
}

async function messagesOf(ctx: Ctx, rows: readonly MessageRecord[], own: SideRecord['side']): Promise<ThreadMessage[]> {
  const attached = await attachmentsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((message) => ({ ...messageOf(message, own), attachments: attached.get(message.id) ?? [] }));
}

const messageOf = (message: MessageRecord, own: MessageRecord['side']): Omit<ThreadMessage, 'attachments'> => ({
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
});

function usageOf(row: AccountRecord): NonNullable<ThreadData['other']['usage']> {
  const one = (resource: 'users' | 'sites' | 'disk' | 'traffic'): Usage => ({
    used: row[`${resource}_used`],
    max: row[`${resource}_max`],
  });
  return { users: one('users'), sites: one('sites'), disk: one('disk'), traffic: one('traffic') };
}

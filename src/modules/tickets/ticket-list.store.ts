import type { Knex } from 'knex';
import { contains } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong } from '../../kernel/elid.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import type { TicketRow } from './ticket.schema.ts';
import { waitingStatuses } from './ticket.state.ts';
import { visible } from './ticket.store.ts';
import { priorityName, statuses, type SideRecord, type Status, type TicketRecord } from './ticket.table.ts';

type Found = Pick<
  SideRecord,
  'ticket_id' | 'subject' | 'with_name' | 'priority' | 'status' | 'unread' | 'assignee' | 'last_at' | 'due_at'
> &
  Pick<TicketRecord, 'opened_at' | 'first_answer_at' | 'closed_at'> & { category: string | null };

const shown: (keyof Found)[] = [
  'ticket_id',
  'subject',
  'with_name',
  'priority',
  'status',
  'unread',
  'assignee',
  'last_at',
  'due_at',
];

const sortColumns: Readonly<Record<string, string>> = {
  subject: 'subject',
  number: 'ticket_id',
  with: 'with_name',
  priority: 'priority',
  status: 'status',
  assignee: 'assignee',
  last: 'last_at',
};

export async function listTickets(ctx: Ctx, query: ListQuery): Promise<Page<TicketRow>> {
  const { rows } = matching(ctx, query);
  void rows
    // Each side has its ticket; said so, MariaDB would begin with all tickets.
    .leftJoin('tickets as ticket', 'ticket.id', 'side.ticket_id')
    .leftJoin('ticket_categories as category', 'category.id', 'ticket.category_id')
    .select(shown.map((column) => `side.${column}`))
    .select('ticket.opened_at', 'ticket.first_answer_at', 'ticket.closed_at', { category: 'category.name' });
  const column = `side.${sortColumns[query.sort] ?? 'last_at'}`;
  const found = await walk<Found>(rows, { ...query, column, id: 'side.ticket_id' });
  return { rows: found.rows.map((row) => toRow(ctx, row)), next: found.next };
}

function toRow({ now }: Ctx, row: Found): TicketRow {
  const overdue = row.due_at !== null && row.due_at < now;
  return {
    id: row.ticket_id,
    subject: row.subject,
    second: '',
    state: { kind: overdue ? 'overdue' : 'active', name: '', by: '', at: row.due_at, reason: '' },
    unread: Boolean(row.unread),
    number: row.ticket_id,
    with: row.with_name,
    priority: priorityName(row.priority),
    category: row.category ?? '',
    status: statuses[row.status] ?? 'closed',
    assignee: row.assignee,
    last: row.last_at,
    firstAnswer: row.first_answer_at === null ? null : row.first_answer_at - row.opened_at,
    open: (row.closed_at ?? now) - row.opened_at,
  };
}

/** Not the rows themselves: a promise of a query would run it. */
function matching(ctx: Ctx, { filter, view }: Pick<ListQuery, 'filter' | 'view'>): { rows: Knex.QueryBuilder } {
  const rows: Knex.QueryBuilder = visible(ctx).where('side.archived', view === 'archived');
  const status = statuses.findIndex((name) => name === view);
  // What nobody of us has answered yet waits for us too.
  if (view === 'us') void rows.whereIn('side.status', waitingStatuses);
  else if (status >= 0) void rows.where('side.status', status);
  if (view === 'overdue') void rows.where('side.due_at', '<', ctx.now);
  const text = fold(filter);
  if (text !== '')
    void rows.where((either) => {
      void either.where(contains(ctx.db, 'side.search', text)).orWhereExists(inCategory(ctx, text));
    });
  return { rows };
}

/** By the name of its category as it is now: whoever renames one does not go through its tickets. */
const inCategory = ({ db }: Ctx, text: string): Knex.QueryBuilder =>
  db('tickets as about')
    .join('ticket_categories as named', 'named.id', 'about.category_id')
    .where('about.id', db.ref('side.ticket_id'))
    .where(contains(db, 'named.search', text))
    .select({ one: 1 });

interface Group {
  archived: number;
  status: number;
  n: number;
  /** Of all groups together. */
  overdue: number;
}

/** Rows in each view, in one statement: the states are read along an index, what is overdue along another. */
async function countViews(ctx: Ctx): Promise<Record<string, number>> {
  const overdue = matching(ctx, { view: 'overdue', filter: '' }).rows.count('*');
  const groups = (await visible(ctx)
    .groupBy('side.archived', 'side.status')
    .select('side.archived', 'side.status', { overdue })
    .count({ n: '*' })) as unknown as Group[];
  const sum = (archived: number, ...names: readonly Status[]): number =>
    groups
      .filter((group) => group.archived === archived && names.some((name) => statuses[group.status] === name))
      .reduce((all, { n }) => all + n, 0);
  return {
    all: sum(0, ...statuses),
    new: sum(0, 'new'),
    // What nobody of us has answered yet waits for us too.
    us: sum(0, 'new', 'us'),
    them: sum(0, 'them'),
    closed: sum(0, 'closed'),
    overdue: groups[0]?.overdue ?? 0,
    archived: sum(1, ...statuses),
  };
}

export async function countTickets(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const [views, filtered] = await Promise.all([
    countViews(ctx),
    query.filter === '' ? null : countUpTo(matching(ctx, query).rows, countBound),
  ]);
  const n = filtered ?? views[query.view] ?? 0;
  return { matching: Math.min(n, countBound), bounded: n > countBound, views };
}

/** Answers that the viewer's account owes and that are overdue, counted up to the bound of lists. */
export async function countOverdue(ctx: Ctx): Promise<number> {
  return countUpTo(matching(ctx, { view: 'overdue', filter: '' }).rows, countBound);
}

/** A ticket is called by its number and subject. */
export const nameOf = ({ ticket_id, subject }: Pick<SideRecord, 'ticket_id' | 'subject'>): string =>
  `#${String(ticket_id)} ${subject}`;

export async function ticketNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const ids = idsAmong(elids);
  const rows = await visible(ctx)
    .whereIn('side.ticket_id', ids)
    .select<Pick<SideRecord, 'ticket_id' | 'subject'>[]>('side.ticket_id', 'side.subject');
  return new Map(rows.map((row) => [String(row.ticket_id), nameOf(row)]));
}

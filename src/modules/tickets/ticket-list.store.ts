import type { Knex } from 'knex';
import { contains } from '../../db/dialect.ts';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import type { TicketRow } from './ticket.schema.ts';
import { waitingStatuses } from './ticket.state.ts';
import { visible } from './ticket.store.ts';
import { priorityName, statuses, type SideRecord, type TicketRecord } from './ticket.table.ts';

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
    .join('tickets as ticket', 'ticket.id', 'side.ticket_id')
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

const views = ['all', ...statuses, 'overdue', 'archived'] as const;

/** Each view up to the bound; all in one statement, so that a page asks once. */
export async function countTickets(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const some = (view: string): Knex.QueryBuilder => {
    const { rows } = matching(ctx, { view, filter: '' });
    return rows.select({ one: 1 }).limit(countBound + 1);
  };
  const counted = views.map((view) => ctx.db.count('*').from(some(view).as('some')).as(view));
  const [[row], filtered] = await Promise.all([
    ctx.db.select<Record<string, number>[]>(...counted),
    query.filter === '' ? null : countUpTo(matching(ctx, query).rows, countBound),
  ]);
  const n = filtered ?? row?.[query.view] ?? 0;
  const most = (name: string): number => Math.min(row?.[name] ?? 0, countBound);
  return {
    matching: Math.min(n, countBound),
    bounded: n > countBound,
    views: Object.fromEntries(views.map((view) => [view, most(view)])),
  };
}

/** Answers that the viewer's account owes and that are overdue, counted up to the bound of lists. */
export async function countOverdue(ctx: Ctx): Promise<number> {
  return countUpTo(matching(ctx, { view: 'overdue', filter: '' }).rows, countBound);
}

/** A ticket is called by its number and subject. */
export const nameOf = ({ ticket_id, subject }: Pick<SideRecord, 'ticket_id' | 'subject'>): string =>
  `#${String(ticket_id)} ${subject}`;

export async function ticketNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const ids = elids.filter((elid) => /^\d{1,10}$/.test(elid)).map(Number);
  const rows = await visible(ctx)
    .whereIn('side.ticket_id', ids)
    .select<Pick<SideRecord, 'ticket_id' | 'subject'>[]>('side.ticket_id', 'side.subject');
  return new Map(rows.map((row) => [String(row.ticket_id), nameOf(row)]));
}

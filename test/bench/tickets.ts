import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { fold } from '../../src/kernel/fold.ts';
import { replyTicket } from '../../src/modules/tickets/ticket.service.ts';
import { Sink } from './bulk.ts';
import { aims, measureAgainst, measureOne } from './lists.ts';
import type { Place } from './place.ts';
import { ms, type Report } from './report.ts';
import type { Running } from './servers.ts';
import { insertBare, middleOf } from './writes.ts';

/** Conversations of the administrator, and how long each is. */
export interface Talks {
  readonly tickets: number;
  readonly messages: number;
}

const now = Date.UTC(2026, 10, 21, 12);
const minute = 60_000;
const subjects = ['Mail lands in spam', 'Domain does not resolve', 'More disk space', 'Certificate has expired'];
const text = 'We have looked into it and found nothing so far.\nCould you send us the log of that day?';

interface Client {
  readonly id: number;
  readonly name: string;
  readonly display_name: string;
}

/** Tickets of resellers with the administrator, as the panel's services would have left them; every fourth is closed. */
export async function fillTickets(db: Knex, { tickets, messages }: Talks): Promise<void> {
  const clients = await db('accounts')
    .where({ level: 'reseller' })
    .orderBy('id')
    .limit(100)
    .select('id', 'name', 'display_name');
  const root = await db('accounts').where({ level: 'admin' }).first('id');
  if (!root || clients.length === 0) throw new Error('there is nobody to talk to');
  await db.transaction(async (trx) => {
    const talks = new Sink(trx, 'tickets');
    const sides = new Sink(trx, 'ticket_sides', talks);
    const said = new Sink(trx, 'ticket_messages', talks);
    for (let id = 1; id <= tickets; id += 1) {
      const client = clients[id % clients.length] as Client;
      const ticket = ticketOf(id, client, { provider_id: root.id, messages });
      await talks.add(ticket);
      await sides.add(sideOf(ticket, 'client', { id: client.id, other: { name: 'root', display_name: '' } }));
      await sides.add(sideOf(ticket, 'provider', { id: root.id, other: client }));
      for (let n = 0; n < messages; n += 1) await said.add(messageOf(ticket, client, n));
    }
    for (const sink of [sides, said]) await sink.flush();
  });
  await db('accounts')
    .where({ id: root.id })
    .update({ tickets_waiting: tickets - Math.floor(tickets / 4) });
}

type Ticket = ReturnType<typeof ticketOf>;

const ticketOf = (
  id: number,
  client: Client,
  { provider_id, messages }: { provider_id: number; messages: number },
) => ({
  id,
  client_id: client.id,
  provider_id,
  opened_by: 'client',
  subject: `${subjects[id % subjects.length] ?? ''} ${String(id)}`,
  priority: (id % 3) + 1,
  category_id: null,
  last_side: 'client',
  asked_at: now - id * minute,
  messages: messages - Math.floor(messages / 10),
  opened_at: now - id * minute * 60,
  first_answer_at: now - id * minute * 50,
  closed_at: id % 4 === 0 ? now - id * minute : null,
});

function sideOf(
  ticket: Ticket,
  side: 'client' | 'provider',
  { id, other }: { id: number; other: Pick<Client, 'name' | 'display_name'> },
): Record<string, unknown> {
  const waiting = side === 'provider' ? 1 : 2;
  return {
    account_id: id,
    ticket_id: ticket.id,
    side,
    with_name: other.name,
    subject: ticket.subject,
    priority: ticket.priority,
    status: ticket.closed_at === null ? waiting : 3,
    archived: false,
    unread: side === 'provider' && ticket.id % 5 === 0,
    assignee_id: null,
    assignee: '',
    last_at: ticket.asked_at,
    due_at: null,
    search: fold(`#${String(ticket.id)} ${ticket.subject} ${other.name} ${other.display_name} `),
  };
}

const messageOf = (ticket: Ticket, client: Client, n: number): Record<string, unknown> => ({
  ticket_id: ticket.id,
  side: n % 2 === 0 ? 'client' : 'provider',
  internal: n % 10 === 9,
  kind: 'text',
  account: n % 2 === 0 ? client.name : 'root',
  login_id: null,
  login: n % 2 === 0 ? client.name : 'root',
  acting: false,
  via: 'panel',
  text,
  at: ticket.opened_at + n * minute,
});

/** Pages of the list and of one conversation, against a bare answer; and an answer, against a bare insert. */
export async function measureTickets(report: Report, place: Place, bare: Running): Promise<void> {
  const aim = aims[place.engine];
  await measureAgainst(report, { place, bare }, [
    ['tickets, 15 rows', '/ticket?p_cnt=15', aim[15]],
    ['tickets, 50 rows', '/ticket?p_cnt=50', aim[50]],
    ['tickets, 50 rows filtered', '/ticket?p_cnt=50&filter=spam', aim[50]],
    ['ticket of 50 messages', '/ticket.thread?elid=1', aim[50]],
  ]);
  for (const path of [
    '/ticket?filter=nobody-at-all',
    '/ticket?view=us&p_col=-with',
    '/ticket?view=overdue',
    '/search?q=spam',
  ])
    await measureOne(report, place, path);
  const ctx = await place.ctx();
  const base = await middleOf(() => insertBare(place));
  const reply = await middleOf((n) =>
    replyTicket({ ...ctx, opId: randomUUID() }, '1', {
      text: `Answer ${String(n)}`,
      internal: false,
      close: false,
      files: [],
    }),
  );
  report.add({
    what: 'answer a ticket, against a bare insert transaction',
    value: `${(reply / base).toFixed(1)} times`,
    aim: 'under 10 times',
    met: reply / base < 10,
    note: `${ms(reply)} and ${ms(base)}`,
  });
}

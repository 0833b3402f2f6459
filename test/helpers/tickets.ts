import type { Knex } from 'knex';
import { fold } from '../../src/kernel/fold.ts';
import type { Upload } from '../../src/kernel/upload.ts';
import { askProvider } from '../../src/modules/tickets/open.service.ts';
import { replyTicket } from '../../src/modules/tickets/ticket.service.ts';
import { png, upload } from '../modules/tickets/uploads.ts';
import { insertAll, oddTexts } from './plant.ts';
import type { Name, Tree } from './tree.ts';

/** Who writes to whom: of everybody who has somebody above, its ticket's number is its place here. */
export const pairs = [
  ['alice', 'north'],
  ['carol', 'south'],
  ['dave', 'root'],
  ['north', 'root'],
  ['south', 'root'],
] as const;

export type Client = (typeof pairs)[number][0];

/** The number of the ticket that `openTickets` has made for this client. */
export const ticketOf = (client: Client): string => String(pairs.findIndex(([name]) => name === client) + 1);

/** What is said where both sides read it, and what one side notes for itself: nobody could have guessed either. */
export const saidIn = (client: Client): string => `said-by-${client}-canary`;
export const noteOf = (name: Name, client: Client): string => `note-of-${name}-on-${client}-canary`;

/** What files are called that come with the one and the other. */
export const fileIn = (client: Client): string => `file-by-${client}-canary.png`;
export const notedFileOf = (name: Name, client: Client): string => `file-of-${name}-on-${client}-canary.txt`;

/** One ticket of each pair: a question that both read, and a note of either side; each with a file if asked for. */
export async function openTickets(tree: Tree, given: { now?: number; files?: true } = {}): Promise<void> {
  const files = async (name: string): Promise<Upload[]> =>
    given.files ? [await upload(name, name.endsWith('.png') ? png(2, 2) : 'log line\n')] : [];
  for (const [client, provider] of pairs) {
    const question = { subject: `Question of ${client}`, priority: 'medium', category: '' } as const;
    const id = await askProvider(tree.ctxOf(client, given.now), {
      ...question,
      text: saidIn(client),
      files: await files(fileIn(client)),
    });
    for (const name of [client, provider]) {
      const note = {
        text: noteOf(name, client),
        internal: true,
        close: false,
        files: await files(notedFileOf(name, client)),
      };
      await replyTicket(tree.ctxOf(name, given.now), id, note);
    }
  }
}

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const base = 1_700_000_000_000;

/** So many tickets between these two, with equal values to sort by; half of what waits is overdue. */
export async function plantTickets(
  db: Knex,
  tree: Tree,
  [client, provider]: (typeof pairs)[number],
  count: number,
): Promise<void> {
  const [{ last } = { last: 0 }] = await db('tickets').max<{ last: number | null }[]>({ last: 'id' });
  const planted = Array.from({ length: count }, (_, index) => plantedTicket((last ?? 0) + index + 1, index));
  const ids = { client: tree.ids[client], provider: tree.ids[provider] };
  const category_id = await plantCategory(db, ids.provider);
  const tickets = planted.map(({ ticket }) => ({
    ...ticket,
    category_id,
    client_id: ids.client,
    provider_id: ids.provider,
  }));
  const messages = planted.map(({ message }) => ({ ...message, account: client, login: client, login_id: null }));
  const sides = planted.flatMap(({ side, ticket }, index) =>
    (['client', 'provider'] as const).map((which) => {
      const other = which === 'client' ? provider : client;
      const owes = which === 'provider' && ticket.closed_at === null;
      const open = owes ? pick([0, 1], index) : 2;
      return {
        ...side,
        account_id: ids[which],
        side: which,
        with_name: other,
        status: ticket.closed_at === null ? open : 3,
        due_at: owes && index % 4 === 0 ? base : null,
        search: fold(`#${String(ticket.id)} ${ticket.subject} ${other} ${other} Ltd ${side.assignee}`),
      };
    }),
  );
  await insertAll(db, 'tickets', tickets);
  await insertAll(db, 'ticket_sides', sides);
  await insertAll(db, 'ticket_messages', messages);
  const waiting = planted.filter(({ ticket }) => ticket.closed_at === null).length;
  await db('accounts').where({ id: ids.provider }).increment('tickets_waiting', waiting);
}

/** One of the provider's, with letters that filters fold. */
async function plantCategory(db: Knex, provider: number): Promise<number> {
  const name = 'Życzenia i pytania';
  const known = await db('ticket_categories').where({ account_id: provider, name }).first('id');
  if (known) return known.id;
  const row = { account_id: provider, name, living_name: name, position: 100, retired_at: null, search: fold(name) };
  const [id] = await db('ticket_categories').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

function plantedTicket(
  id: number,
  index: number,
): Record<'ticket' | 'side' | 'message', Record<string, unknown>> & {
  ticket: { id: number; subject: string; closed_at: number | null };
  side: { assignee: string };
} {
  const at = base + pick([0, 5, 5, 7, 1000], index);
  const shared = { subject: `${pick(oddTexts, index)} ${String(index % 9)}`, priority: pick([1, 2, 2, 3], index) };
  const closed = index % 3 === 2;
  const ticket = {
    id,
    ...shared,
    opened_by: 'client',
    last_side: 'client',
    asked_at: at,
    messages: 1,
    opened_at: at,
    first_answer_at: index % 2 === 0 ? at + index : null,
    closed_at: closed ? at + 10 : null,
  };
  const side = {
    ticket_id: id,
    ...shared,
    archived: false,
    unread: index % 2 === 0,
    assignee_id: null,
    assignee: pick(['', 'anna', 'zoë'], index),
    last_at: at,
  };
  const message = {
    ticket_id: id,
    side: 'client',
    internal: false,
    kind: 'text',
    acting: false,
    via: 'panel',
    text: pick(oddTexts, index),
    at,
  };
  return { ticket, side, message };
}

import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { askProvider, messageAccount } from '../../../src/modules/tickets/open.service.ts';
import { replyTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { listTickets } from '../../../src/modules/tickets/ticket-list.store.ts';
import type { MessageInput, ReplyInput, TicketRow } from '../../../src/modules/tickets/ticket.schema.ts';
import { threadPage, type ThreadData } from '../../../src/modules/tickets/thread.page.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

/** The tree of accounts, and what its people say to each other. */
export interface Desk extends Tree {
  ask(from: Name, given?: Partial<MessageInput>): Promise<string>;
  message(from: Name, to: Exclude<Name, 'root'>, given?: Partial<MessageInput>): Promise<string>;
  reply(from: Name, elid: string, given?: Partial<ReplyInput>): Promise<void>;
  tickets(name: Name, view?: string, filter?: string): Promise<TicketRow[]>;
  thread(name: Name, elid: string): Promise<ThreadData>;
}

const question: MessageInput = {
  subject: 'Mail lands in spam',
  priority: 'medium',
  category: '',
  text: 'Since Thursday.',
  files: [],
};
const answer: ReplyInput = { text: 'We look into it.', internal: false, close: false, files: [] };
export const query = {
  filter: '',
  view: 'all',
  sort: 'number',
  desc: false,
  page: 1,
  perPage: 50,
  deleted: false,
  after: null,
};

export async function openDesk(db: Knex): Promise<Desk> {
  const tree = await buildTree(db);
  const ctx = (name: Name): Ctx => tree.ctxOf(name);
  return {
    ...tree,
    ask: (from, given = {}) => askProvider(ctx(from), { ...question, ...given }),
    message: (from, to, given = {}) =>
      messageAccount(ctx(from), ['north', 'south'].includes(to) ? 'reseller' : 'user', to, { ...question, ...given }),
    reply: (from, elid, given = {}) => replyTicket(ctx(from), elid, { ...answer, ...given }),
    tickets: async (name, view = 'all', filter = '') => (await listTickets(ctx(name), { ...query, view, filter })).rows,
    thread: async (name, elid) =>
      (await threadPage.load(ctx(name), new Map([['elid', elid]]), new Map())) as unknown as ThreadData,
  };
}

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { ask, outcome, type Given } from '../contract/support.ts';
import { checked } from '../helpers/checked.ts';
import { openTestDb } from '../helpers/db.ts';
import { openTickets, ticketOf } from '../helpers/tickets.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';

const elid = ticketOf('alice');

/** Who does what. */
type Step = readonly [by: Name, func: string, params?: Readonly<Record<string, string>>, elid?: string];

const answer = (by: Name, more: Record<string, string> = {}): Step => [
  by,
  'ticket.reply',
  { text: `By ${by}.`, ...more },
];

/** What two people do at the same moment, and what has been done before. */
const races: Readonly<Record<string, { first?: readonly Step[]; one: Step; other: Step }>> = {
  'two answers': { one: answer('north'), other: answer('alice') },
  'two answers of one side': { one: answer('north'), other: answer('north', { text: 'Once more.' }) },
  'an answer and a note': { one: answer('north'), other: answer('alice', { internal: 'on' }) },
  'an answer that closes and an answer': { one: answer('north', { close: 'on' }), other: answer('alice') },
  'an answer and a close': { one: answer('alice'), other: ['north', 'ticket.close'] },
  'two closes': { one: ['alice', 'ticket.close'], other: ['north', 'ticket.close'] },
  'a close and a reopening': {
    first: [['north', 'ticket.close']],
    one: ['alice', 'ticket.close'],
    other: ['north', 'ticket.reopen'],
  },
  'an answer to what is archived': {
    first: [['north', 'ticket.close']],
    one: ['north', 'ticket.archive'],
    other: answer('alice'),
  },
  'a reopening of what is archived': {
    first: [['north', 'ticket.close']],
    one: ['north', 'ticket.archive'],
    other: ['alice', 'ticket.reopen'],
  },
  'an answer and the move of its user': {
    one: answer('alice'),
    other: ['root', 'user.move', { reseller: 'south' }, 'alice'],
  },
  'an answer and the end of its user': { one: answer('north'), other: ['root', 'user.delete', {}, 'alice'] },
  'a reopening and the move of its user': {
    first: [['north', 'ticket.close']],
    one: ['north', 'ticket.reopen'],
    other: ['root', 'user.move', { reseller: 'south' }, 'alice'],
  },
  'an assignment and a close': {
    one: ['north', 'ticket.edit', { assignee: 'north', priority: 'high' }],
    other: ['alice', 'ticket.close'],
  },
  'an assignment and an answer': {
    one: ['north', 'ticket.edit', { assignee: 'north', priority: 'high' }],
    other: answer('alice'),
  },
  'two priorities': {
    one: ['north', 'ticket.edit', { priority: 'high' }],
    other: ['alice', 'ticket.edit', { priority: 'low' }],
  },
  'a mark of having read and an answer': { one: ['north', 'ticket.read'], other: answer('alice') },
};

describe('what two people do in a ticket at the same moment', function () {
  this.timeout(120_000);
  let db: Knex;
  let tree: Tree;
  afterEach(() => db.destroy());

  async function start(): Promise<void> {
    db = await openTestDb();
    tree = await buildTree(db);
    await openTickets(tree);
  }

  async function take([by, func, params = {}, row = elid]: Step): Promise<string> {
    const [login] = await db('logins').where({ login: 'north' }).pluck('id');
    const named = params['assignee'] === undefined ? params : { ...params, assignee: String(login) };
    const given: Given = { elids: [row], params: named, sok: true };
    return outcome(ask(tree.ctxOf(by), func, given));
  }

  /** All that is kept of the ticket, but for times and the order of ids. */
  async function kept(): Promise<unknown> {
    const id = Number(elid);
    const tickets = await db('tickets')
      .where({ id })
      .select('priority', 'last_side', 'messages', db.raw('closed_at is null as open'));
    const columns = ['side', 'status', 'archived', 'unread', 'priority', 'assignee', 'subject', 'with_name'] as const;
    const sides = await db('ticket_sides').where({ ticket_id: id }).orderBy('side').select(columns);
    const messages = await db('ticket_messages').where({ ticket_id: id }).select('side', 'kind', 'internal', 'text');
    const waiting = await db('accounts').orderBy('id').pluck('tickets_waiting');
    return { tickets, sides, messages: messages.map((row) => JSON.stringify(row)).sort(), waiting };
  }

  async function inTurn(steps: readonly Step[]): Promise<{ said: string[]; after: unknown }> {
    await start();
    const said: string[] = [];
    for (const step of steps) said.push(await take(step));
    const after = await kept();
    await db.destroy();
    return { said, after };
  }

  for (const [what, { first = [], one, other }] of Object.entries(races))
    it(`comes to what one after the other would: ${what}`, async () => {
      const plain = await inTurn([...first, one, other]);
      const turned = await inTurn([...first, other, one]);
      for (let round = 0; round < 3; round += 1) {
        if (round > 0) await db.destroy();
        await start();
        for (const step of first) assert.equal(await take(step), 'done');
        const said = await Promise.all((round % 2 === 0 ? [one, other] : [other, one]).map(take));
        const after = await kept();
        const [begin, end] = round % 2 === 0 ? said : said.toReversed();
        const found = { said: [begin, end], after };
        const expected = [
          { said: plain.said.slice(first.length), after: plain.after },
          { said: turned.said.slice(first.length).toReversed(), after: turned.after },
        ];
        const same = expected.some((one) => isEqual(one, found));
        assert.ok(same, JSON.stringify({ found, expected }, null, 1));
        assert.deepEqual(await checked(tree), []);
      }
    });

  it('loses none of fifty messages, and counts them', async () => {
    await start();
    const people: readonly Name[] = ['alice', 'north'];
    const texts = Array.from({ length: 50 }, (_, index) => `Message ${String(index)}`);
    const said = await Promise.all(
      texts.map((text, index) => take([people[index % 2] ?? 'alice', 'ticket.reply', { text }])),
    );
    assert.deepEqual([...new Set(said)], ['done']);
    const found = await db('ticket_messages')
      .where({ ticket_id: Number(elid), internal: false })
      .pluck('text');
    assert.deepEqual(
      texts.filter((text) => !found.includes(text)),
      [],
    );
    const [ticket] = await db('tickets')
      .where({ id: Number(elid) })
      .select('messages', 'last_side');
    assert.equal(ticket?.messages, 51);
    const [last] = await db('ticket_messages')
      .where({ ticket_id: Number(elid), internal: false })
      .orderBy('id', 'desc')
      .limit(1);
    assert.equal(last?.side, ticket.last_side);
    assert.deepEqual(await checked(tree), []);
  });

  it('leaves as many notifications unseen as the bell says, of fifty messages at once', async () => {
    await start();
    const work = Array.from({ length: 50 }, (_, index) =>
      take([
        index % 2 === 0 ? 'alice' : 'dave',
        'ticket.reply',
        { text: 'And?' },
        ticketOf(index % 2 === 0 ? 'alice' : 'dave'),
      ]),
    );
    assert.deepEqual([...new Set(await Promise.all(work))], ['done']);
    const bells = await db('logins').orderBy('id').pluck('bell');
    const ids = await db('logins').orderBy('id').pluck('id');
    const unseen = await db('notifications').whereNull('seen_at').pluck('login_id');
    assert.deepEqual(
      bells,
      ids.map((id) => unseen.filter((login) => login === id).length),
    );
  });
});

function isEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Func } from '../../src/panel/registry.ts';
import { allFuncs } from '../contract/support.ts';
import { differences, snapshot } from '../helpers/snapshot.ts';
import { noteOf, notedFileOf, pairs, saidIn, ticketOf } from '../helpers/tickets.ts';
import type { Name } from '../helpers/tree.ts';
import type { Reply } from './house.ts';
import { isIn, openTown, type Person, type Town } from './people.ts';

/** A note, and the one account that may read it. */
interface Note {
  readonly side: Name;
  readonly canary: string;
}

const notes: readonly Note[] = pairs.flatMap(([client, provider]) =>
  [client, provider].flatMap((side) =>
    [noteOf(side, client), notedFileOf(side, client)].map((canary) => ({ side, canary })),
  ),
);

const forms = ['', 'json', 'jsondata', 'xml', 'csv', 'text'];

const searches = [
  ['ticket', 'filter', 'json'],
  ['ticket', 'filter', 'csv'],
  ['journal', 'filter', 'json'],
  ['search', 'q', 'json'],
] as const;

describe('an internal note', function () {
  this.timeout(120_000);
  let town: Town;
  /** Ids of all that a func may be asked for: tickets, messages and attachments begin at 1. */
  let elids: readonly string[];
  before(async function () {
    this.timeout(60_000);
    town = await openTown();
    elids = Array.from({ length: await mostOf(town.house.db) }, (_, index) => String(index + 1));
  });
  after(() => town.close());

  const own = ({ panel }: Person): Set<string> =>
    new Set(notes.filter(({ side }) => side === panel).map(({ canary }) => canary));

  /** Which notes stand in an answer; none of them may be another's. */
  function read(person: Person, { body, head }: Reply, where: string): string[] {
    const found = notes.filter(({ canary }) => `${head} ${body}`.includes(canary)).map(({ canary }) => canary);
    for (const canary of found) assert.ok(own(person).has(canary), `${person.name} reads ${canary} by ${where}`);
    return found;
  }

  /** Everything that this person can ask for by GET, in every form of answer. */
  async function readAll(person: Person, funcs: readonly Func[]): Promise<Set<string>> {
    const seen = new Set<string>();
    const look = async (func: string, query: Record<string, string>): Promise<void> => {
      const reply = await person.visitor.get(`/${func}`, query);
      for (const canary of read(person, reply, `${func} ${JSON.stringify(query)}`)) seen.add(canary);
    };
    for (const { name, kind } of funcs)
      for (const out of forms) {
        const as: Record<string, string> = out === '' ? {} : { out };
        await look(name, as);
        if (kind !== 'verb') await look(name, { filter: 'canary', q: 'canary', deleted: 'on', p_cnt: '500', ...as });
        if (kind !== 'list' && ['', 'json', 'xml'].includes(out))
          for (const elid of kind === 'verb' ? elids.slice(0, 1) : elids) await look(name, { elid, ...as });
      }
    return seen;
  }

  it('is read by its own side and whoever acts for that, by no func that answers a GET', async function () {
    this.timeout(300_000);
    const funcs = await allFuncs();
    const before = await town.settled();
    for (const person of town.people.filter(isIn)) {
      const callable = funcs.filter(({ levels }) => levels.some((level) => level === person.standing));
      assert.deepEqual([...(await readAll(person, callable))].sort(), [...own(person)].sort(), person.name);
    }
    assert.deepEqual(differences(before, await snapshot(town.house.db)), [], 'looking has changed something');
  });

  it('is found by nobody who looks for a word of it', async () => {
    for (const person of town.people.filter(isIn))
      for (const [func, name, out] of searches)
        for (const { canary } of notes) {
          const { body } = await person.visitor.get(`/${func}`, { [name]: canary, out });
          // What was looked for may be said again; a row would say more.
          assert.doesNotMatch(body, /Question of|ticket\.note/, `${person.name} finds ${canary} in ${func}`);
        }
  });

  it('is in no row that others are told by', async () => {
    const { db } = town.house;
    for (const table of ['audit', 'outbox', 'notifications', 'search_words', 'operations', 'tickets', 'ticket_sides']) {
      const rows = JSON.stringify(await db(table).select());
      for (const { canary } of notes) assert.ok(!rows.includes(canary), `${canary} stands in ${table}`);
    }
  });

  it('stays where it is when the ticket goes on', async () => {
    const [north, alice] = ['north', 'alice'].map((name) => town.people.find((person) => person.name === name));
    assert.ok(north && alice);
    const elid = ticketOf('alice');
    const added = 'canary of a later note';
    for (const [{ visitor }, form] of [
      [north, { text: added, internal: 'on', close: 'on' }],
      [alice, { text: 'Thank you.' }],
    ] as const)
      assert.equal((await visitor.post('/ticket.reply', { elid, ...form })).status, 303);
    await alice.visitor.post('/do', { func: 'ticket.close', elid, sok: 'ok' });
    for (const out of forms) {
      const { body } = await alice.visitor.get('/ticket.thread', { elid, ...(out === '' ? {} : { out }) });
      assert.ok(!body.includes(added), out);
    }
    const { body } = await north.visitor.get('/ticket.thread', { elid });
    const told = JSON.stringify(await town.house.db('outbox').select());
    assert.ok(told.includes('Thank you.') && !told.includes(added), 'a mail tells of a note, or none of the answer');
    for (const text of [added, saidIn('alice'), 'Thank you.']) assert.ok(body.includes(text), text);
  });
});

async function mostOf(db: Knex): Promise<number> {
  const counts = await Promise.all(
    ['tickets', 'ticket_messages', 'ticket_attachments'].map(async (table) => (await db(table).select('id')).length),
  );
  return Math.max(...counts);
}

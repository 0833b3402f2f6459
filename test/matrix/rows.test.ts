import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { listNames } from '../contract/support.ts';
import { plantedOf, providers } from '../helpers/plant-support.ts';
import { pairs, ticketOf } from '../helpers/tickets.ts';
import { differences, snapshot } from '../helpers/snapshot.ts';
import { assertDiscreet, assertSilent, promised, send } from './asked.ts';
import { expected } from './expected.ts';
import { isIn, openTown, type Person, type Town } from './people.ts';

describe('a row of another', function () {
  this.timeout(120_000);
  let town: Town;
  before(async function () {
    this.timeout(60_000);
    town = await openTown();
  });
  after(() => town.close());

  it('is not found, or forbidden, by whatever func, by id and by name', async function () {
    this.timeout(120_000);
    const before = await town.settled();
    const rows = await foreignRows(town.house.db);
    for (const person of town.people)
      for (const func of Object.keys(expected))
        for (const row of (rows[func] ?? rows[func.split('.')[0] ?? ''] ?? []).filter((one) => !isTheirs(person, one)))
          // Who is not let in at all is asked about one row; the doors are the same for the others.
          for (const elid of isIn(person) || row.owner === 'carol' ? row.elids : [])
            await assertRefused(person, func, { owner: row.owner, elid });
    assert.deepEqual(differences(before, await snapshot(town.house.db)), []);
  });

  async function assertRefused(
    person: Person,
    func: string,
    { owner, elid }: { owner: string; elid: string },
  ): Promise<void> {
    const more = { elid, typed: elid, 'rule.site': 'deny', comment: 'taken over', reseller: 'north' };
    for (const method of ['GET', 'POST'] as const) {
      const asked = { func, method, json: false };
      const where = `${person.name} ${method} ${func} of ${owner} (${elid})`;
      const { status, body } = await send(person, asked, more);
      const without = promised(person, asked);
      // A list or a page of its own does not look at rows; what acts on a row does not find it.
      const refused = method === 'POST' || expected[func]?.file === true;
      const looks = func.includes('.') && ((refused && without === 422) || without === 404 || without === 200);
      assert.equal(status, looks ? 404 : without, where);
      assertDiscreet(person, body.replaceAll(elid, ''), where);
    }
  }

  it('is shown to nobody by filter, view, order or page', async function () {
    this.timeout(60_000);
    for (const person of town.people.filter(isIn))
      for (const func of [...listNames, 'search', 'overview'])
        for (const tenant of ['north', 'carol', 'dave', 'canary'])
          for (const out of ['', 'csv', 'json']) {
            const query = { filter: tenant, q: tenant, deleted: 'on', p_col: '-name', p_cnt: '500', view: 'all' };
            const { body } = await person.visitor.get(`/${func}`, { ...query, ...(out === '' ? {} : { out }) });
            assertSilent(person, body, `${person.name} ${func} ${tenant} ${out}`);
          }
  });

  it('named beside one’s own is not changed, and neither is that', async () => {
    const before = await town.settled();
    for (const person of town.people.filter(({ name }) => name === 'north' || name === 'root as north'))
      for (const [first, second] of [
        ['alice', 'carol'],
        ['carol', 'alice'],
      ] as const) {
        const sent = { csrf: person.visitor.csrf, elid: second, comment: 'taken over', 'rule.site': 'deny' };
        const edit = await person.visitor.ask('POST', '/user.edit', { query: { elid: first }, form: sent });
        assert.equal(edit.status, 422);
        const access = await person.visitor.ask('POST', '/user.access', { query: { elid: first }, form: sent });
        assert.ok([404, 422].includes(access.status), `access ${String(access.status)} of ${first} and ${second}`);
      }
    assert.deepEqual(differences(before, await snapshot(town.house.db)), []);
  });
});

interface Foreign {
  readonly owner: string;
  /** Who else it is open to, where not everybody who knows the owner may see it. */
  readonly readers?: readonly string[];
  readonly elids: readonly string[];
}

const isTheirs = ({ panel, knows }: Person, { owner, readers }: Foreign): boolean =>
  readers ? readers.some((reader) => reader === panel) : knows.includes(owner);

async function foreignRows(db: Knex): Promise<Readonly<Record<string, Foreign[]>>> {
  const accounts = await db('accounts').whereNotNull('parent_id').select('id', 'name', 'level');
  const of = (level: string): Foreign[] =>
    accounts.filter((row) => row.level === level).map(({ id, name }) => ({ owner: name, elids: [String(id), name] }));
  const owners = new Map(accounts.map(({ id, name }) => [id, name]));
  const sites = await db('sites').select('id', 'ascii', 'account_id');
  const logins = await db('logins').where({ login: 'alice' }).pluck('id');
  const sessions: string[] = await db('sessions').whereIn('login_id', logins).pluck('id');
  const kept = providers.map((name) => ({ owner: name, elids: plantedOf(name, 1), readers: [name] }));
  return {
    reseller: of('reseller'),
    user: of('user'),
    site: sites.map(({ id, ascii, account_id }) => ({
      owner: owners.get(account_id) ?? '',
      elids: [String(id), ascii],
    })),
    ticket: pairs.map(([client, provider]) => ({
      owner: client,
      elids: [ticketOf(client)],
      readers: [client, provider],
    })),
    'ticket.file': await filesOf(db),
    'ticket.preview': await filesOf(db),
    problem: await problemsOf(db),
    ticketcategory: kept,
    savedanswer: kept,
    notification: await toldOf(db),
    session: [{ owner: 'alice', elids: sessions.slice(0, 1) }],
  };
}

async function problemsOf(db: Knex): Promise<Foreign[]> {
  const rows = await db('host_failures')
    .join('accounts', 'accounts.id', 'host_failures.account_id')
    .select<{ id: number; name: string }[]>('host_failures.id', 'accounts.name');
  return rows.map(({ id, name }) => ({ owner: name, elids: [String(id)] }));
}

/** The files of tickets; those of notes are open to one side only. */
async function filesOf(db: Knex): Promise<Foreign[]> {
  const rows = await db('ticket_attachments as file')
    .join('ticket_messages as message', 'message.id', 'file.message_id')
    .select<{ id: number; ticket_id: number; internal: number; account: string }[]>(
      'file.id',
      'file.ticket_id',
      'message.internal',
      'message.account',
    );
  return rows.map(({ id, ticket_id, internal, account }) => {
    const pair = pairs[ticket_id - 1] ?? [];
    return { owner: account, elids: [String(id)], readers: internal ? [account] : pair };
  });
}

async function toldOf(db: Knex): Promise<Foreign[]> {
  const rows = await db('notifications')
    .join('logins', 'logins.id', 'notifications.login_id')
    .select<{ id: number; login: string }[]>('notifications.id', 'logins.login');
  return rows.map(({ id, login }) => ({ owner: login, elids: [String(id)], readers: [login] }));
}

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantSites } from '../helpers/plant.ts';
import { differences, snapshot } from '../helpers/snapshot.ts';
import { ask } from '../contract/support.ts';
import { verbs } from '../contract/verbs.ts';
import { expected, type Expected } from './expected.ts';
import { openHouse, type House, type Reply } from './house.ts';
import { everybody, type Person } from './people.ts';

const tenants = ['north', 'south', 'alice', 'bob', 'carol', 'dave', 'west', 'wendy'];

/** A text of each account that nobody could have guessed. */
const canary = (name: string): string => `canary-of-${name}`;

interface Asked {
  readonly func: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly json: boolean;
}

function rowOf(func: string): Expected {
  const row = expected[func];
  if (!row) throw new Error(`${func} is in no table`);
  return row;
}

/** The status that the tables promise this person. */
function promised({ standing, acting }: Person, { func, method, json }: Asked): number {
  if (standing === 'signedOut') return json ? 401 : 303;
  if (standing === 'over') return 403;
  const row = rowOf(func);
  if (method !== 'POST' && row.get === 422) return 422;
  const forbidden = !row.levels.includes(standing) || (acting && row.own === true);
  if (forbidden) return 403;
  return method === 'POST' ? row.post : row.get;
}

describe('every func for everybody', function () {
  this.timeout(120_000);
  let db: Knex;
  let house: House;
  let people: Person[];
  before(async function () {
    this.timeout(60_000);
    db = await openTestDb();
    house = await openHouse(db);
    const root = (): Ctx => house.tree.ctxOf('root');
    await ask(root(), 'reseller.edit', { params: { name: 'west' }, sok: true });
    await ask(root(), 'user.edit', { params: { name: 'wendy', reseller: 'west' }, sok: true });
    await house.letIn('west', 'wendy');
    await plantSites(db, house.tree, 'alice', 3);
    await plantSites(db, house.tree, 'carol', 3);
    for (const name of tenants)
      await db('accounts')
        .where({ name })
        .update({ display_name: canary(name), email: `${canary(name)}@example.com`, comment: canary(name) });
    people = await everybody(house);
  });
  after(async () => {
    await house.close();
    await db.destroy();
  });

  /** Nothing of accounts this person has no business with; a name is a word of its own. */
  function assertDiscreet({ name, knows }: Person, body: string, where: string): void {
    const others = tenants.filter((tenant) => !knows.includes(tenant));
    for (const other of others) {
      assert.ok(!body.includes(canary(other)), `${where}: ${name} reads of ${other}`);
      const found = word(other).exec(body.replaceAll(/\?next=[^"]*|object:north/g, ''));
      const around = found ? body.slice(Math.max(0, found.index - 200), found.index + 60) : '';
      assert.ok(name.includes(other) || !found, `${where}: ${name} reads the name ${other}: …${around}…`);
    }
  }

  const send = (
    { visitor }: Person,
    { func, method, json }: Asked,
    more: Record<string, string> = {},
  ): Promise<Reply> => {
    const out: Record<string, string> = json ? { out: 'json' } : {};
    if (method !== 'POST') return visitor.ask(method, `/${func}`, { query: { ...more, ...out } });
    return visitor.post(`/${func}`, { ...(expected[func]?.send ?? {}), ...more, ...out });
  };

  for (const func of Object.keys(expected))
    it(`${func} answers each as the table says, and changes nothing`, async function () {
      this.timeout(30_000);
      const before = await settled();
      for (const person of people)
        for (const method of ['GET', 'HEAD', 'POST'] as const)
          for (const json of [false, true]) {
            const asked = { func, method, json };
            const where = `${person.name} ${method} ${func}${json ? ' as JSON' : ''}`;
            const { status, body } = await send(person, asked);
            assert.equal(status, promised(person, asked), where);
            if (method === 'HEAD') assert.equal(body, '', where);
            assertDiscreet(person, body, where);
          }
      assert.deepEqual(differences(before, await snapshot(db)), []);
    });

  it('in an action on rows answers each as the table says, and changes nothing', async function () {
    this.timeout(30_000);
    const before = await settled();
    for (const person of people)
      for (const [func, { levels, get, own }] of Object.entries(expected)) {
        const { status } = await person.visitor.post('/do', { func, sok: 'ok' });
        const isVerb = get === 422;
        const may = levels.some((level) => level === person.standing) && !(person.acting && own === true);
        const refusal = { signedOut: 303, over: 403 }[person.standing as string] ?? (isVerb && !may ? 403 : 422);
        assert.equal(status, refusal, `${person.name} ${func}`);
      }
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  /** Rows of others, asked for by every person by id and by name. */
  it('on another’s row is not found, or forbidden, and changes nothing', async function () {
    this.timeout(120_000);
    const before = await settled();
    const rows = await foreignRows();
    for (const person of people)
      for (const func of Object.keys(expected))
        for (const { owner, elids } of rows[func.split('.')[0] ?? ''] ?? [])
          if (!person.knows.includes(owner))
            // Who is not let in at all is asked about one row; the doors are the same for the others.
            for (const elid of isIn(person) || owner === 'carol' ? elids : [])
              await assertRefused(person, func, { owner, elid });
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  const isIn = ({ standing }: Person): boolean => standing !== 'signedOut' && standing !== 'over';

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
      const looks =
        func.includes('.') && ((method === 'POST' && without === 422) || without === 404 || without === 200);
      assert.equal(status, looks ? 404 : without, where);
      assertDiscreet(person, body.replaceAll(elid, ''), where);
    }
  }

  it('found by filter, view, order or page shows nobody anything of another’s', async function () {
    this.timeout(60_000);
    for (const person of people.filter(isIn))
      for (const func of ['reseller', 'user', 'site', 'journal', 'session', 'search', 'overview'])
        for (const tenant of ['north', 'carol', 'dave', 'canary'])
          for (const out of ['', 'csv', 'json']) {
            const query = { filter: tenant, q: tenant, deleted: 'on', p_col: '-name', p_cnt: '500', view: 'all' };
            const { body } = await person.visitor.get(`/${func}`, { ...query, ...(out === '' ? {} : { out }) });
            const others = tenants.filter((other) => !person.knows.includes(other));
            for (const other of others)
              assert.ok(!body.includes(canary(other)), `${person.name} ${func} ${tenant} ${out}`);
          }
  });

  it('that changes something is not done by GET, whatever it says', async () => {
    const before = await settled();
    for (const [func, { by, elid, params }] of Object.entries(verbs))
      for (const person of people.filter(({ name }) => name === by || name === 'root'))
        for (const method of ['GET', 'HEAD'] as const) {
          const more = { ...params, elid, sok: 'ok', typed: elid, csrf: person.visitor.csrf };
          const { status } = await send(person, { func, method, json: false }, more);
          assert.ok([200, 422].includes(status), `${person.name} ${func} ${String(status)}`);
        }
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  it('believes nobody who says what he is', async () => {
    const before = await settled();
    const claims = {
      su: 'root',
      level: 'admin',
      role: 'admin',
      actor: '1',
      account_id: '1',
      viewer: 'root',
      login_id: '1',
      acting: '',
    };
    const headers = {
      'x-user': 'root',
      'x-forwarded-user': 'root',
      'remote-user': 'root',
      authorization: 'Basic cm9vdDpyb290',
    };
    for (const person of people.filter(({ standing }) => standing !== 'admin'))
      for (const func of ['reseller', 'reseller.edit', 'user.move', 'usage.report'])
        for (const method of ['GET', 'POST'] as const) {
          const given = method === 'GET' ? { query: claims } : { form: { ...claims, csrf: person.visitor.csrf } };
          const { status } = await person.visitor.ask(method, `/${func}`, { ...given, headers });
          assert.equal(status, promised(person, { func, method, json: false }), `${person.name} ${method} ${func}`);
        }
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  it('given two rows that disagree does nothing to either', async () => {
    const before = await settled();
    for (const person of people.filter(({ name }) => name === 'north' || name === 'root as north'))
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
    assert.deepEqual(differences(before, await snapshot(db)), []);
  });

  interface Foreign {
    readonly owner: string;
    readonly elids: readonly string[];
  }

  async function foreignRows(): Promise<Readonly<Record<string, Foreign[]>>> {
    const accounts = await db('accounts').whereNotNull('parent_id').select('id', 'name', 'level');
    const of = (level: string): Foreign[] =>
      accounts.filter((row) => row.level === level).map(({ id, name }) => ({ owner: name, elids: [String(id), name] }));
    const owners = new Map(accounts.map(({ id, name }) => [id, name]));
    const sites = await db('sites').select('id', 'ascii', 'account_id');
    const logins = await db('logins').where({ login: 'alice' }).pluck('id');
    const sessions: string[] = await db('sessions').whereIn('login_id', logins).pluck('id');
    return {
      reseller: of('reseller'),
      user: of('user'),
      site: sites.map(({ id, ascii, account_id }) => ({
        owner: owners.get(account_id) ?? '',
        elids: [String(id), ascii],
      })),
      session: [{ owner: 'alice', elids: sessions.slice(0, 1) }],
    };
  }

  /** A stopped session ends with its first request: that change has been made by now. */
  async function settled(): ReturnType<typeof snapshot> {
    for (const { visitor } of people) await visitor.get('/overview');
    return snapshot(db);
  }
});

/** The name standing by itself, as a name does in a page. */
const words = new Map<string, RegExp>(
  [/\bnorth\b/, /\bsouth\b/, /\balice\b/, /\bbob\b/, /\bcarol\b/, /\bdave\b/, /\bwest\b/, /\bwendy\b/].map(
    (pattern) => [pattern.source.replaceAll('\\b', ''), pattern],
  ),
);
const word = (name: string): RegExp => words.get(name) ?? /(?!)/;

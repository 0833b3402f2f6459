import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { ask, rowsOf } from '../contract/support.ts';
import { engine, openTestDb } from '../helpers/db.ts';
import { plantAccounts } from '../helpers/plant.ts';
import { openHouse, type House } from '../matrix/house.ts';

const users = engine === 'sqlite' ? 100_000 : 20_000;

interface Written {
  readonly table: string;
  readonly rows: number;
}

/** How many rows the drivers say that a statement has written. */
function rowsIn(response: unknown): number {
  const said = Array.isArray(response) ? (response as unknown[])[0] : response;
  if (typeof said !== 'object' || said === null) return 0;
  if ('affectedRows' in said) return Number(said.affectedRows);
  return 'changes' in said ? Number(said.changes) : 0;
}

describe(`a reseller with ${String(users)} users`, function () {
  this.timeout(120_000);
  let db: Knex;
  let house: House;
  before(async () => {
    db = await openTestDb();
    house = await openHouse(db);
    await db('accounts').where({ name: 'north' }).update({ users_max: null });
    await plantAccounts(db, house.tree, 'user', { below: 'north', count: users });
  });
  after(async () => {
    await house.close();
    await db.destroy();
  });

  /** Every statement that writes while work goes on. */
  async function writesOf(work: () => Promise<unknown>): Promise<Written[]> {
    const written: Written[] = [];
    const hear = (_response: unknown, { sql, response }: { sql: string; response: unknown }): void => {
      const [, table] = /^(?:insert into|update|delete from) .(\w+)./.exec(sql) ?? [];
      if (table !== undefined) written.push({ table, rows: rowsIn(response) });
    };
    db.on('query-response', hear);
    await work();
    db.off('query-response', hear);
    return written;
  }

  const as = (func: string, elid: string, params: Record<string, string> = {}): Promise<unknown> =>
    ask(house.tree.ctxOf('root'), func, { elids: [elid], params, sok: true });

  for (const [func, params] of [
    ['reseller.disable', { reason: 'unpaid' }],
    ['reseller.enable', {}],
    ['reseller.access', { 'rule.journal': 'deny' }],
    ['reseller.edit', { cgi: 'off' }],
  ] as const)
    it(`writes as many rows as one with one user: ${func}`, async () => {
      const [one, many] = [
        await writesOf(() => as(func, 'south', params)),
        await writesOf(() => as(func, 'north', params)),
      ];
      assert.ok(one.length > 2, 'nothing is written');
      assert.deepEqual(many, one);
    });

  it('stops an open session of any of them at its next request, and lets them in again', async () => {
    const alice = await house.signIn('alice');
    assert.equal((await alice.get('/site')).status, 200);
    await as('reseller.disable', 'north');
    assert.equal((await alice.post('/site.edit', { name: 'new.example' })).status, 303);
    assert.equal((await alice.get('/site', { out: 'json' })).status, 401);
    assert.equal((await db('sites').select('id')).length, 0);
    await assert.rejects(house.signIn('alice'));
    await as('reseller.enable', 'north');
    assert.equal((await (await house.signIn('alice')).get('/site')).status, 200);
  });

  it('shows all of them stopped with it', async () => {
    await as('reseller.disable', 'north');
    const rows = await rowsOf(house.tree.ctxOf('root'), 'user', { view: 'active', p_cnt: '500' });
    assert.deepEqual(
      rows.map((row) => row['name']),
      ['carol', 'dave'],
    );
    await as('reseller.enable', 'north');
  });
});

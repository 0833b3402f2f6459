import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import request from 'supertest';
import { settleCounters } from '../../src/modules/logins/index.ts';
import { rowsOf } from '../contract/support.ts';
import type { Name } from '../helpers/tree.ts';
import { as, call as callOf, openHouse, type House } from './helpers/api.ts';
import { Browser, password } from './helpers/app.ts';

const hour = 3_600_000;

describe('sign-ins in the journal', () => {
  let db: Knex;
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ config: { trustProxy: 1 } });
    ({ db } = house);
    await db('audit').del();
  });
  afterEach(() => db.destroy());

  const browser = (address = '192.0.2.1'): Browser =>
    new Browser(house.app, { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address });

  const guess = async (name: string, times: number, address?: string): Promise<void> => {
    for (let n = 0; n < times; n += 1) await browser(address).signIn(name, `guess ${String(n)} of it`);
  };

  /** What an account reads: func, who and the change. */
  const read = async (name: Name): Promise<unknown[]> =>
    (await rowsOf(house.tree.ctxOf(name), 'journal', { p_col: 'at' })).map(({ func, who, object, change }) => {
      const { after } = change as { after: Record<string, unknown> };
      return [func, who, object, ...Object.entries(after).flat()];
    });

  /** What the scheduled work does once all counters that there are have run out. */
  async function settle(): Promise<void> {
    await db('throttle').update({ expire: 1 });
    await settleCounters(house.tree.ctxOf('root'));
  }

  it('are read by the account and by those above it, and so are sign-outs', async () => {
    const alice = browser();
    await alice.signIn('alice');
    await alice.readToken();
    assert.equal((await alice.post('/logout')).headers['location'], '/login');
    const trace = [
      ['login.signin', 'alice', 'alice'],
      ['login.signout', 'alice', 'alice'],
    ];
    for (const name of ['alice', 'north', 'root'] as const) assert.deepEqual(await read(name), trace, name);
    for (const name of ['bob', 'south', 'carol', 'dave'] as const) assert.deepEqual(await read(name), [], name);
    const [record] = await db('audit').orderBy('id');
    assert.deepEqual([record?.address, record?.subject_id], ['192.0.2.1', house.tree.ids.alice]);
  });

  it('are not read by those below', async () => {
    for (const name of ['root', 'north', 'dave']) await browser().signIn(name);
    assert.deepEqual(await read('north'), [['login.signin', 'north', 'north']]);
    for (const name of ['alice', 'south'] as const) assert.deepEqual(await read(name), [], name);
    assert.equal((await read('root')).length, 3);
  });

  it('leave nothing when nobody is signed out', async () => {
    await browser().post('/logout');
    assert.deepEqual(await read('root'), []);
  });

  it('say how many attempts had failed before', async () => {
    await guess('alice', 3);
    await browser().signIn('alice');
    await browser().signIn('alice');
    await settle();
    assert.deepEqual(await read('alice'), [
      ['login.signin', 'alice', 'alice', 'failures', 3],
      ['login.signin', 'alice', 'alice'],
    ]);
  });

  it('that were refused are one record once their quarter of an hour is over, however many', async () => {
    await guess('alice', 14, '198.51.100.7');
    assert.deepEqual(await read('root'), []);
    await settle();
    await settle();
    const trace = [['login.refused', 'not signed in', 'alice', 'attempts', 14]];
    for (const name of ['alice', 'north', 'root'] as const) assert.deepEqual(await read(name), trace, name);
    for (const name of ['bob', 'south'] as const) assert.deepEqual(await read(name), [], name);
    assert.equal((await db('audit').first())?.address, '198.51.100.7');
  });

  it('that were refused are kept when the next follow before the record is made', async () => {
    await guess('alice', 2);
    await db('throttle').update({ expire: 1 });
    await guess('alice', 3);
    await settle();
    assert.deepEqual((await read('alice')).map((row) => (row as unknown[])[4]).toSorted(), [2, 3]);
  });

  it('that were refused are one record when two processes look at the same time', async () => {
    await guess('alice', 2);
    await db('throttle').update({ expire: 1 });
    await Promise.all([1, 2, 3].map(() => settleCounters(house.tree.ctxOf('root'))));
    assert.equal((await read('alice')).length, 1);
    assert.deepEqual(await db('throttle').pluck('key'), []);
  });

  it('under a name that nobody has leave nothing', async () => {
    await guess('nobody', 12);
    await settle();
    assert.deepEqual(await read('root'), []);
    assert.deepEqual(await db('throttle').pluck('key'), []);
  });

  it('with the right password of a suspended account are told at once, and how many followed when they are counted', async () => {
    await db('accounts').where({ id: house.tree.ids.alice }).update({ holds: 1 });
    await guess('alice', 2, '198.51.100.7');
    const refused = ['login.refused', 'not signed in', 'alice', 'attempts'];
    const first = [...refused, 1, 'why', 'suspended'];
    for (let n = 0; n < 12; n += 1) {
      assert.equal((await browser().signIn('alice')).status, 403);
      for (const name of ['alice', 'north', 'root'] as const) assert.deepEqual(await read(name), [first], name);
    }
    await guess('alice', 1, '198.51.100.7');
    await settle();
    const trace = [first, [...refused, 3], [...refused, 11, 'why', 'suspended']];
    for (const name of ['alice', 'root'] as const)
      assert.deepEqual((await read(name)).toSorted(), trace.toSorted(), name);
    assert.deepEqual(await read('south'), []);
    const addresses = await db('audit').orderBy('address').pluck('address');
    assert.deepEqual(addresses, ['192.0.2.1', '192.0.2.1', '198.51.100.7']);
  });

  it('with the right password of a suspended account are told once when there was only one', async () => {
    await db('accounts').where({ id: house.tree.ids.alice }).update({ holds: 1 });
    for (const times of [1, 2]) {
      await browser().signIn('alice');
      await settle();
      assert.equal((await read('root')).length, times);
    }
  });

  for (const name of ['alice', 'alice@example.com'])
    it(`by calls of ${name} are told when the account has been suspended since the last one`, async () => {
      const call = (): Promise<string> => callOf(house.app, name, { func: 'site' });
      assert.doesNotMatch(await call(), /error/);
      await db('audit').del();
      await db('accounts').where({ id: house.tree.ids.north }).update({ holds: 1 });
      for (let n = 0; n < 3; n += 1) assert.match(await call(), /suspended/);
      assert.deepEqual(await read('root'), [
        ['login.refused', 'not signed in', 'alice', 'attempts', 1, 'why', 'suspended'],
      ]);
      await db('accounts').where({ id: house.tree.ids.north }).update({ holds: 0 });
      assert.doesNotMatch(await call(), /error/);
    });

  it('ask the same of the database for a name that nobody has as for one that there is', async () => {
    const asked = async (name: string): Promise<string[]> => {
      const said: string[] = [];
      const hear = ({ sql }: { sql: string }): void => void said.push(sql);
      db.on('query', hear);
      await guess(name, 12);
      db.removeListener('query', hear);
      return said;
    };
    const unknown = await asked('nobody');
    assert.ok(unknown.length >= 12);
    await db('accounts').where({ id: house.tree.ids.carol }).update({ holds: 1 });
    for (const name of ['alice', 'carol']) assert.deepEqual(await asked(name), unknown, name);
  });

  it('cost one insert', async () => {
    const said: string[] = [];
    db.on('query', ({ sql }: { sql: string }) => {
      if (sql.includes('audit')) said.push(sql.split(' ', 3).join(' '));
    });
    await browser().signIn('alice');
    assert.deepEqual(said, ['insert into `audit`']);
  });

  it('by calls are one record a day and address', async () => {
    const call = async (address: string): Promise<void> => {
      const sent = request(house.app)
        .get('/ispmgr')
        .query({ func: 'site', ...as('alice') });
      const { text } = await sent.set('x-forwarded-for', address).buffer(true);
      assert.doesNotMatch(text, /error/);
    };
    for (let n = 0; n < 6; n += 1) {
      for (const address of ['192.0.2.1', '192.0.2.2']) await call(address);
      house.clock.pass(3 * hour);
    }
    assert.deepEqual(await read('alice'), Array(2).fill(['login.call', 'alice', 'alice']));
    house.clock.pass(12 * hour);
    await call('192.0.2.1');
    assert.equal((await read('alice')).length, 3);
  });

  it('tell of guesses at the present password in the settings', async () => {
    const alice = browser();
    await alice.signIn('alice');
    const wanted = 'quite another long secret';
    for (const present of ['one', 'two', 'three']) {
      await alice.readToken();
      const form = { lang: 'en', tz: 'UTC', password_now: present, password: wanted, password_again: wanted };
      assert.equal((await alice.post('/profile', form)).status, 422);
    }
    await settle();
    assert.deepEqual((await read('alice')).at(-1), ['login.refused', 'alice', 'alice', 'attempts', 3]);
  });

  it('hold no password', async () => {
    await guess('alice', 2);
    await browser().signIn('alice');
    await guess('alice', 2);
    await settle();
    const kept = JSON.stringify([await db('audit'), await db('throttle')]);
    assert.doesNotMatch(kept, /guess|argon2/);
    assert.ok(!kept.includes(password));
  });

  it('are left out of the overview, and refused ones are not', async () => {
    await browser().signIn('alice');
    await guess('alice', 2, '198.51.100.7');
    await settle();
    const alice = browser();
    await alice.signIn('alice');
    const { text } = await alice.get('/overview');
    assert.match(text, /was refused as login/);
    assert.doesNotMatch(text, /signin/);
  });
});

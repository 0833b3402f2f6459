import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import { signIn } from '../../../src/modules/logins/index.ts';
import { openHouse, type House } from '../../http/helpers/api.ts';
import { password } from '../../http/helpers/app.ts';

describe('a refused sign-in', () => {
  let house: House;
  let db: Knex;
  beforeEach(async () => {
    house = await openHouse();
    ({ db } = house);
    await db('accounts').where({ id: house.tree.ids.south }).update({ holds: 1 });
    await db('logins').where({ login: 'dave' }).update({ password_hash: null });
    await db('logins').where({ login: 'bob' }).update({ last_login_address: '192.0.2.1' });
  });
  afterEach(() => db.destroy());

  const attempt = (name: string, given = 'a wrong guess'): Promise<string> =>
    signIn({ db, now: Date.now() }, { name, password: given, address: '192.0.2.1' }).then(
      () => 'in',
      (error: unknown) => (error instanceof PanelError ? error.messageKey : String(error)),
    );

  /** Every statement of so many attempts, with the ends of transactions. */
  async function statements(name: string, times: number): Promise<string[]> {
    await db('throttle').del();
    const said: string[] = [];
    const hear = ({ sql }: { sql: string }): void => void said.push(sql);
    db.on('query', hear);
    for (let n = 0; n < times; n += 1) said.push(await attempt(name));
    db.removeListener('query', hear);
    return said;
  }

  // Alice has a password, bob was last here from this address, dave has no password, carol is suspended.
  for (const [unknown, ...known] of [
    ['nobody', 'alice', 'bob', 'dave', 'carol', 'root'],
    ['nobody@example.com', 'alice@example.com', 'bob@example.com', 'dave@example.com', 'carol@example.com'],
  ] as const)
    it(`asks the database the same for ${unknown} as for a name that there is, up to the limit and beyond`, async () => {
      const expected = await statements(unknown, 12);
      assert.equal(expected.filter((line) => line === 'login.wrong').length, 10);
      assert.equal(expected.filter((line) => line === 'login.throttled').length, 2);
      assert.ok(expected.length > 60);
      for (const name of known) assert.deepEqual(await statements(name, 12), expected, name);
    });

  it('of a suspended account is told so only with the right password, however often it is used', async () => {
    for (let n = 0; n < 12; n += 1) assert.equal(await attempt('carol', password), 'login.suspended');
    for (let n = 0; n < 10; n += 1) assert.equal(await attempt('carol'), 'login.wrong');
    assert.equal(await attempt('carol', password), 'login.throttled');
  });

  it('with the right password of a suspended account counts neither for the login nor for the address', async () => {
    await attempt('carol');
    for (let n = 0; n < 5; n += 1) await attempt('carol', password);
    const counters = await db('throttle').orderBy('key').select('key', 'points');
    const { carol } = house.tree.ids;
    assert.deepEqual(counters, [
      { key: 'address:192.0.2.1', points: 1 },
      { key: `login:id:${String(carol)}`, points: 1 },
      { key: `login:suspended:${String(carol)}`, points: 5 },
    ]);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Response } from 'supertest';
import { argon2Runs } from '../helpers/argon2.ts';
import type { Name } from '../helpers/tree.ts';
import { openHouse, post, type House } from './helpers/api.ts';

const wrong = 'a wrong guess';
const limit = 10;

describe('a wrong password', () => {
  let house: House;
  let db: Knex;
  let here: string;
  before(async () => {
    house = await openHouse();
    ({ db } = house);
    await post(house.app, { name: 'nobody', password: wrong }, '/login');
    here = (await db('throttle').where('address', '<>', '').first('address'))?.address ?? '';
    const { south, dave } = house.tree.ids;
    await db('accounts').where({ id: south }).update({ holds: 1 });
    await db('accounts').where({ id: dave }).update({ deleted_at: 1 });
    await change('bob', { last_login_address: here });
    await change('north', { password_hash: null });
    await change('dave', { deleted_at: 1, living_login: null, password_hash: null });
  });
  after(() => db.destroy());

  const change = (name: Name, change: object): Promise<unknown> =>
    Promise.resolve(db('logins').where({ login: name }).update(change));

  const doors: Readonly<Record<string, (name: string) => Promise<Response>>> = {
    'the page': (name) => post(house.app, { name, password: wrong }, '/login'),
    'func=auth': (username) => post(house.app, { func: 'auth', username, password: wrong }),
    authinfo: (name) => post(house.app, { func: 'user', authinfo: `${name}:${wrong}` }),
  };

  /** What one attempt has done: all statements in their order, and how often argon2 has run. */
  async function workOf(attempt: () => Promise<unknown>): Promise<unknown[]> {
    const asked: string[] = [];
    const hear = ({ sql }: { sql: string }): void => void asked.push(sql);
    db.on('query', hear);
    const runs = await argon2Runs(attempt);
    db.removeListener('query', hear);
    return [runs, ...asked];
  }

  /** Of the first attempt, of one that follows and of one beyond the limit. */
  async function works(attempt: () => Promise<unknown>): Promise<unknown[][]> {
    await db('throttle').del();
    const [first, next] = [await workOf(attempt), await workOf(attempt)];
    await db('throttle').whereNot('key', 'like', 'address:%').update({ points: limit });
    return [first, next, await workOf(attempt)];
  }

  // Alice may sign in, bob has done so from here, north has no password, carol is suspended with south, dave is deleted.
  const people = ['alice', 'bob', 'north', 'carol', 'south', 'dave'] as const;

  for (const [door, attempt] of Object.entries(doors))
    for (const at of ['', '@example.com'])
      it(`at ${door} is the same work for nobody${at} as for whoever there is or was`, async () => {
        const expected = await works(() => attempt(`nobody${at}`));
        assert.deepEqual(
          expected.map(([runs]) => runs),
          [1, 1, 0],
        );
        assert.ok(expected.every(({ length }) => length > 5));
        for (const name of people) assert.deepEqual(await works(() => attempt(name + at)), expected, name);
      });
});

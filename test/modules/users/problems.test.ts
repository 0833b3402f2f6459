import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import { checkPassword, hashPassword } from '../../../src/modules/logins/index.ts';
import { ask } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { digest } from '../../helpers/snapshot.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

const good = 'a good long password';
const common = 'password123';
const limits = { diskMax: '1', trafficMax: '1', sitesMax: '1' };

describe('a form that gives a password', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  interface Sent {
    readonly by: Name;
    readonly func: string;
    readonly elid?: string;
    readonly params: Readonly<Record<string, string>>;
  }

  /** What the refusal says of which field. */
  async function problems({ by, func, elid, params }: Sent): Promise<Record<string, string>> {
    const elids = elid === undefined ? [] : [elid];
    const error: unknown = await ask(tree.ctxOf(by), func, { elids, params, sok: true }).then(
      () => assert.fail('it is taken'),
      (refusal: unknown) => refusal,
    );
    assert.ok(error instanceof PanelError, String(error));
    return Object.fromEntries(error.problems.map(({ field, message }) => [field, message]));
  }

  for (const [func, by] of [
    ['reseller.edit', 'root'],
    ['user.edit', 'north'],
  ] as const) {
    it(`tells all at once: ${func}, wrong in itself`, async () => {
      const params = { name: 'Erin', password: 'short', email: 'nobody', ...limits, usersMax: '1' };
      assert.deepEqual(await problems({ by, func, params }), {
        name: 'account.name.format',
        password: 'password.short',
        email: 'field.email',
      });
    });

    it(`tells all at once: ${func}, wrong by what there is already`, async () => {
      const before = await digest(db);
      const params = { name: 'alice', password: common, ...limits, usersMax: '1' };
      assert.deepEqual(await problems({ by, func, params }), {
        name: 'account.name.taken',
        password: 'password.common',
      });
      assert.equal(await digest(db), before);
    });
  }

  it('tells all at once: the profile', async () => {
    const params = { tz: 'Mars/Base', password: 'short', password_again: 'other', password_now: '' };
    assert.deepEqual(await problems({ by: 'alice', func: 'profile', params }), {
      tz: 'field.tz',
      password: 'password.short',
      password_again: 'field.mismatch',
    });
  });

  const inVain: Readonly<Record<string, Sent & { readonly wrong: string }>> = {
    'a name that is taken': {
      ...{ by: 'north', func: 'user.edit', params: { name: 'alice', password: good, ...limits } },
      wrong: 'name',
    },
    'a reseller that is not there': {
      ...{ by: 'root', func: 'user.edit', params: { name: 'erin', reseller: 'nobody', password: good, ...limits } },
      wrong: 'reseller',
    },
    'too much disk': {
      ...{ by: 'north', func: 'user.edit', params: { name: 'erin', password: good, ...limits, diskMax: '1000' } },
      wrong: 'diskMax',
    },
    'too much disk for one that is there': {
      ...{ by: 'north', func: 'user.edit', elid: 'alice', params: { password: good, diskMax: '1000' } },
      wrong: 'diskMax',
    },
    'a poor password in the profile': {
      ...{ by: 'alice', func: 'profile' },
      params: { password: common, password_again: common, password_now: good },
      wrong: 'password',
    },
  };

  for (const [what, { wrong, ...sent }] of Object.entries(inVain))
    it(`makes no hash in vain: ${what}`, async () => {
      await checkPassword(good, 'nobody');
      const queue = { served: false };
      const hashes = Promise.all(Array.from({ length: 20 }, () => hashPassword(good)));
      void hashes.then(() => (queue.served = true));
      assert.deepEqual(Object.keys(await problems(sent)), [wrong]);
      assert.equal(queue.served, false, 'it has waited for its turn to hash');
      await hashes;
    });

  it('is done when nothing is wrong, once', async () => {
    const north = tree.ctxOf('north');
    const params = { name: 'erin', password: good, ...limits };
    // Sent a second time, as after a lost answer, it is answered as the first time.
    for (const _time of [1, 2]) assert.equal((await ask(north, 'user.edit', { params, sok: true })).kind, 'done');
    const [login] = await db('logins').where({ login: 'erin' });
    assert.match(login?.password_hash ?? '', /^\$argon2id\$/);
    const records = await db('audit').where({ object: 'erin' }).select('func');
    assert.deepEqual(
      records.map(({ func }) => func),
      ['user.create'],
    );
    assert.equal((await db('accounts').where({ name: 'north' }).first('users_used'))?.users_used, 3);
  });
});

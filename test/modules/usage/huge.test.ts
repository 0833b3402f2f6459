import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { turnMonth } from '../../../src/modules/usage/index.ts';
import { reportUsage } from '../../../src/modules/usage/usage.service.ts';
import { userModule } from '../../../src/modules/users/index.ts';
import { checked } from '../../helpers/checked.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

const most = 2 ** 52;
const month = 31 * 86_400_000;

// A million users with 18 GB of traffic each come to twice as much as a number in JavaScript can count to.
describe('sums beyond 2^53 bytes', () => {
  let db: Knex;
  let tree: Tree;
  let reports = 0;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await report(...['alice', 'bob', 'carol', 'dave'].map((name) => `${name},${String(most - 1)}`));
  });
  afterEach(() => db.destroy());

  const report = (...rows: readonly string[]): Promise<void> =>
    reportUsage(tree.ctxOf('root'), {
      id: `r${String((reports += 1))}`,
      format: 'csv',
      rows: ['account,traffic', ...rows].join('\n'),
    });
  /** As text, which nothing rounds. */
  const sumOf = async (name: 'root' | 'north' | 'south'): Promise<string> => {
    const digits = db.raw('cast(traffic_used as char) as digits');
    const row = await db('accounts').where({ id: tree.ids[name] }).first<{ digits: string }>(digits);
    return row.digits;
  };
  const all = 4n * BigInt(most) - 4n;

  it('are exact', async () => {
    assert.equal(await sumOf('root'), String(all));
    for (let n = 0; n < 7; n += 1) await report('alice,1', 'bob,2', 'carol,4');
    await report('dave,5');
    assert.equal(await sumOf('root'), String(all + 54n));
    assert.equal(await sumOf('north'), String(2n * BigInt(most) + 19n));
  });

  it('are numbers, and taken for right by the check', async () => {
    await report('alice,1');
    const row = await db('accounts').where({ id: tree.ids.root }).first('traffic_used');
    assert.equal(row?.traffic_used, Number(all + 1n));
    assert.deepEqual(await checked(tree), []);
    await db('accounts')
      .where({ id: tree.ids.root })
      .update({ traffic_used: db.raw('traffic_used + 1000') });
    assert.match((await checked(tree)).join('\n'), /^admin root \(\d+\): traffic_used is \d+, should be \d+$/);
  });

  it('are right when a user moves, and nothing is left of them when the month turns', async () => {
    await report('alice,7');
    await userModule.verbs?.['move']?.run(tree.ctxOf('root'), 'dave', { reseller: 'south' });
    assert.equal(await sumOf('root'), String(all + 7n));
    assert.equal(await sumOf('south'), String(2n * BigInt(most) - 2n));
    const ctx = tree.ctxOf('root');
    await turnMonth({ ...ctx, now: ctx.now + month });
    for (const name of ['root', 'north', 'south'] as const) assert.equal(await sumOf(name), '0');
    assert.deepEqual(await checked(tree), []);
  });
});

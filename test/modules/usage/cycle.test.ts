import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { turnMonth } from '../../../src/modules/usage/index.ts';
import { reportUsage } from '../../../src/modules/usage/usage.service.ts';
import { checked } from '../../helpers/checked.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, GB, type Name, type Tree } from '../../helpers/tree.ts';

describe('the month of traffic', () => {
  let db: Knex;
  let tree: Tree;
  const july = Date.parse('2026-07-31T23:00:00Z');
  const august = Date.parse('2026-08-01T00:00:00Z');
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const turn = (now: number): Promise<void> => turnMonth(tree.ctxOf('root', now));
  const report = (id: string, now: number, rows: string): Promise<void> =>
    reportUsage(tree.ctxOf('root', now), { id, format: 'csv', rows: `account,disk,traffic,at\n${rows}` });
  const traffic = async (...names: Name[]): Promise<number[][]> => {
    const rows = await Promise.all(names.map((name) => db('accounts').where({ id: tree.ids[name] }).first()));
    return rows.map((row) => [row?.traffic_own ?? NaN, row?.traffic_used ?? NaN]);
  };
  const setting = async (): Promise<string | undefined> =>
    (await db('settings').where('name', 'traffic_month').first())?.value;
  const turns = async (): Promise<number> => (await db('audit').where('func', 'traffic.cycle')).length;

  it('ends for everybody; disk and the history stay', async () => {
    await report('a', july, `alice,7,${String(90 * GB)},\ncarol,8,5,\nnorth,9,1,`);
    assert.deepEqual(await db('accounts').where({ name: 'north' }).select('users_near'), [{ users_near: 1 }]);
    await turn(august);
    assert.deepEqual(await traffic('alice', 'carol', 'north', 'south', 'root'), [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    assert.deepEqual(await db('accounts').where({ name: 'north' }).select('users_near', 'disk_used'), [
      { users_near: 0, disk_used: 16 },
    ]);
    assert.deepEqual(await db('accounts').where({ name: 'alice' }).select('peak'), [{ peak: 0 }]);
    assert.equal((await db('usage_daily').where('traffic', '>', 0)).length, 3);
    assert.deepEqual([await setting(), await turns()], ['2026-08', 1]);
    assert.deepEqual(await checked(tree), []);
  });

  it('ends once, whoever comes', async () => {
    await report('a', july, 'alice,7,10,');
    await Promise.all([turn(august), turn(august), turn(august)]);
    await report('b', august, 'alice,7,3,');
    await Promise.all([turn(august + 1), turn(august + 2)]);
    await turn(july);
    assert.deepEqual(
      [await traffic('alice', 'root'), await turns()],
      [
        [
          [3, 3],
          [0, 3],
        ],
        1,
      ],
    );
  });

  it('is turned by a report that comes before the job', async () => {
    await report('a', july, 'alice,7,10,');
    await report('b', august, 'alice,7,3,');
    await turn(august);
    assert.deepEqual(
      [await traffic('alice', 'north', 'root'), await turns()],
      [
        [
          [3, 3],
          [0, 3],
          [0, 3],
        ],
        1,
      ],
    );
  });

  it('takes no traffic of the month before into the new one', async () => {
    await report('a', july, 'alice,7,10,');
    await turn(august);
    await report('late', august + 1000, 'alice,7,4,2026-07-31T23:59:59Z\nbob,7,5,');
    assert.deepEqual(await traffic('alice', 'bob', 'north'), [
      [0, 0],
      [5, 5],
      [0, 5],
    ]);
    assert.deepEqual(await db('usage_daily').where({ day: '2026-07-31' }).select('traffic'), [{ traffic: 14 }]);
  });

  it('goes on turning where it was broken off, before a report is counted', async () => {
    await report('a', july, 'alice,7,10,\ncarol,7,20,');
    await db('settings').where('name', 'traffic_month').update({ value: '2026-07 > 2026-08' });
    await report('b', august, 'carol,7,2,');
    assert.deepEqual(await traffic('alice', 'carol', 'root'), [
      [0, 0],
      [2, 2],
      [0, 2],
    ]);
    assert.deepEqual([await setting(), await turns()], ['2026-08', 1]);
  });

  it('is turned over several months at once', async () => {
    await report('a', july, 'alice,7,10,');
    await turn(Date.parse('2027-01-05T00:00:00Z'));
    assert.deepEqual([await traffic('alice'), await setting(), await turns()], [[[0, 0]], '2027-01', 1]);
  });
});

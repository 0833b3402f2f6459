import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantDrift, plantServers } from '../../helpers/plant-servers.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

describe('deviations', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantServers(db, 1);
    await plantDrift(db, 9);
  });
  afterEach(() => db.destroy());

  it('come latest first, and apart by whether they are repaired', async () => {
    const rows = await rowsOf(tree.ctxOf('root'), 'drift');
    const times = rows.map(({ at }) => Number(at));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
    const { counts } = await pageOf(tree.ctxOf('root'), 'drift', { view: 'left' });
    assert.deepEqual(counts, { matching: 3, bounded: false, views: { all: 9, repaired: 6, left: 3 } });
  });

  it('are narrowed to a server and to words', async () => {
    const found = async (filter: string): Promise<number> =>
      (await rowsOf(tree.ctxOf('root'), 'drift', { filter })).length;
    assert.deepEqual([await found('server:local'), await found('server:web-0'), await found('server:gone')], [9, 0, 0]);
    assert.deepEqual(
      [await found('zielinski'), await found('server:"local" zielinski'), await found('local')],
      [1, 1, 9],
    );
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { emptyTally, repair } from '../../src/check/index.ts';
import { checked } from '../helpers/checked.ts';
import { openTestDb } from '../helpers/db.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';

describe('the check of servers', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  it('names a wrong count, and a uid that somebody has already', async () => {
    await db('servers').update({ accounts_count: 7, failures_count: 2, next_uid: 20_001 });
    const [row] = await db('servers').select('id');
    const what = `server local (${String(row?.id)})`;
    assert.deepEqual(await checked(tree), [
      `${what}: accounts_count is 7, should be 4`,
      `${what}: failures_count is 2, should be 0`,
      `${what}: next_uid is 20001, should be 20004`,
    ]);
    const tally = emptyTally();
    for await (const line of repair(tree.ctxOf('root'), tally)) assert.ok(line);
    assert.equal(tally.repaired, 3);
    assert.deepEqual(await checked(tree), []);
  });
});

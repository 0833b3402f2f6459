import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantSessions } from '../../helpers/plant.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

describe('a list of very many sessions', () => {
  const each = 1500;
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSessions(db, tree, each);
  });
  after(() => db.destroy());

  it('is whole, and nobody else’s', async () => {
    const rows = await rowsOf(tree.ctxOf('alice'), 'session');
    assert.equal(new Set(rows.map(({ id }) => id)).size, each);
    const { counts } = await pageOf(tree.ctxOf('alice'), 'session', { filter: 'curl' });
    assert.deepEqual([counts.views['all'], counts.matching], [each, each / 3]);
  });

  it('is filtered and sorted by what is shown of the browser', async () => {
    const { rows, counts } = await pageOf(tree.ctxOf('alice'), 'session', { filter: 'FOX, wind', p_col: '-device' });
    assert.deepEqual([rows[0]?.['device'], counts.matching], ['Firefox, Windows', each / 3]);
    const devices = (await rowsOf(tree.ctxOf('alice'), 'session', { p_col: 'device' })).map(({ device }) => device);
    assert.deepEqual([devices[0], devices[each - 1]], ['Chrome, Linux', 'curl']);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { updateMany } from '../../src/db/update-many.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantAccounts } from '../helpers/plant.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';

describe('many rows changed at once', () => {
  let db: Knex;
  let tree: Tree;
  let ids: number[];
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantAccounts(db, tree, 'user', { below: 'south', count: 230 });
    ids = await db('accounts').where({ parent_id: tree.ids.south }).orderBy('id').pluck('id');
  });
  afterEach(() => db.destroy());

  it('have their own values each, and nobody else has', async () => {
    const before = await db('accounts').orderBy('id');
    const changed = new Map(ids.filter((_, index) => index % 3 > 0).map((id, index) => [id, index]));
    await updateMany(
      db,
      'accounts',
      [...changed].map(([id, n]) => ({
        id,
        set: n % 2 === 0 ? { comment: `Żółć 'n' ${String(n)}`, disk_max: null, oversell: true } : { disk_own: n },
        add: n % 5 === 0 ? {} : { disk_used: BigInt(n) - 3n },
      })),
    );
    const expected = before.map((row) => {
      const n = changed.get(row.id);
      if (n === undefined) return row;
      const sum = n % 5 === 0 ? row.disk_used : row.disk_used + n - 3;
      const set = n % 2 === 0 ? { comment: `Żółć 'n' ${String(n)}`, disk_max: null, oversell: 1 } : { disk_own: n };
      return { ...row, ...set, disk_used: sum };
    });
    assert.deepEqual(await db('accounts').orderBy('id'), expected);
  });

  it('take a statement for each hundred with the same columns', async () => {
    const said: string[] = [];
    db.on('query', ({ sql }: { sql: string }) => said.push(sql));
    await updateMany(
      db,
      'accounts',
      ids.map((id) => ({ id, set: {}, add: { traffic_used: 1n } })),
    );
    await updateMany(db, 'accounts', []);
    assert.equal(said.length, 3);
  });
});

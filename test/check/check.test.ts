import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { check } from '../../src/check/index.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { openTestDb } from '../helpers/db.ts';

describe('the check', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());
  const said = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of check(tree.ctxOf('root'))) lines.push(line);
    return lines;
  };
  it('is silent when nothing differs', async () => {
    assert.deepEqual(await said(), []);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { audit } from '../../../src/kernel/audit.ts';
import { pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

describe('the order of the journal', () => {
  let db: Knex;
  let tree: Tree;
  const start = 2_000_000_000_000;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await db('audit').del();
    // Two processes write in turn, and the clock of the second is three and a half seconds slow.
    for (let second = 0; second < 10; second += 1) await record(second, second % 2 === 0 ? 0 : -3500);
  });
  afterEach(() => db.destroy());

  const record = (second: number, slow: number): Promise<void> => {
    const object = { kind: 'user', id: 1, name: 'alice', subjectId: tree.ids.alice, scopeId: tree.ids.north };
    return audit(tree.ctxOf('north', start + second * 1000 + slow), `test.n${String(second)}`, object);
  };

  const byTime = [1, 3, 0, 5, 2, 7, 4, 9, 6, 8];
  const secondsOf = (rows: readonly Record<string, unknown>[]): number[] =>
    rows.map((row) => Number(String(row['func']).slice('test.n'.length)));

  for (const name of ['root', 'north', 'alice'] as const) {
    it(`is that of the times shown, whoever wrote first, for ${name}`, async () => {
      assert.deepEqual(secondsOf(await rowsOf(tree.ctxOf(name), 'journal', { p_col: 'at' })), byTime);
      assert.deepEqual(secondsOf(await rowsOf(tree.ctxOf(name), 'journal')), byTime.toReversed());
    });

    it(`loses and repeats nothing from page to page, for ${name}`, async () => {
      const found: number[] = [];
      for (const p_num of ['1', '2', '3', '4'])
        found.push(...secondsOf((await pageOf(tree.ctxOf(name), 'journal', { p_num, p_cnt: '3' })).rows));
      assert.deepEqual(found, byTime.toReversed());
    });
  }

  it('goes by what was written first where times are equal', async () => {
    await db('audit').update({ at: start });
    const inTurn = Array.from({ length: 10 }, (_, second) => second);
    assert.deepEqual(secondsOf(await rowsOf(tree.ctxOf('root'), 'journal', { p_col: 'at' })), inTurn);
  });
});

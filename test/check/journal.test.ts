import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { check } from '../../src/check/index.ts';
import { readConfig } from '../../src/config.ts';
import { jobs } from '../../src/jobs.ts';
import { openTestDb } from '../helpers/db.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';

describe('the check of the journal', () => {
  let db: Knex;
  let tree: Tree;
  let ids: number[];
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await seal();
    ids = await db('audit').orderBy('id').pluck('id');
    assert.equal(ids.length, 6);
  });
  afterEach(() => db.destroy());

  const seal = async (): Promise<void> =>
    jobs.find(({ name }) => name === 'journal.seal')?.run(tree.ctxOf('root'), readConfig({}));
  const said = async (now?: number): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of check(tree.ctxOf('root', now))) lines.push(line);
    return lines;
  };
  const record = (index: number): string => `journal record ${ids[index] ?? 0}:`;
  const assertNamed = async (...wanted: string[]): Promise<void> => {
    const lines = await said();
    assert.deepEqual(
      lines.map((line) => wanted.find((one) => line.startsWith(one)) ?? line),
      wanted,
    );
  };

  it('is silent when nothing has been touched', async () => {
    assert.deepEqual(await said(), []);
  });

  for (const [column, value] of Object.entries({
    at: 1,
    login: 'x',
    account: 'x',
    account_id: 99,
    func: 'x',
    object_kind: 'x',
    object: 'x',
    object_id: 99,
    subject_id: 99,
    scope_id: 99,
    before: '{"a":1}',
    after: '{}',
    address: 'x',
    op_id: 'x',
    login_id: 99,
    search: 'x',
  }))
    it(`names a record of which ${column} has been changed`, async () => {
      await db('audit')
        .where({ id: ids[2] ?? 0 })
        .update({ [column]: value });
      await assertNamed(record(2));
    });

  it('names a record that has been removed', async () => {
    await db('audit')
      .where({ id: ids[2] ?? 0 })
      .del();
    assert.deepEqual(await said(), [`${record(2)} (seal 3) has been removed: its seal is there`]);
  });

  it('names records that have changed places', async () => {
    const [one, other] = [ids[1] ?? 0, ids[3] ?? 0];
    for (const [from, to] of [
      [one, 1000],
      [other, one],
      [1000, other],
    ] as const)
      await db('audit').where({ id: from }).update({ id: to });
    await assertNamed(record(1), record(3));
  });

  it('names a record whose seal has been removed with it', async () => {
    await db('audit')
      .where({ id: ids[2] ?? 0 })
      .del();
    await db('audit_seals').where({ seq: 3 }).del();
    const lines = await said();
    assert.match(lines.join('\n'), /seal 3\) follows a gap/);
  });

  it('names a record put in and sealed by hand', async () => {
    const [row] = await db('audit').where({ id: ids[2] ?? 0 });
    assert.ok(row);
    await db('audit').insert({ ...row, id: 1000 });
    await db('audit_seals').insert({ seq: 7, audit_id: 1000, hash: 'f'.repeat(64) });
    await assertNamed('journal record 1000:');
  });

  it('names what has not been sealed within a minute', async () => {
    const [row] = await db('audit').where({ id: ids[2] ?? 0 });
    assert.ok(row);
    await db('audit').insert({ ...row, id: 1000, at: Date.now() });
    assert.deepEqual(await said(), []);
    const lines = await said(Date.now() + 61_000);
    assert.deepEqual(
      lines.map((line) => line.replace(/ of .*Z/, '')),
      ['journal record 1000: (user.create alice) has no seal'],
    );
    await seal();
    assert.deepEqual(await said(Date.now() + 61_000), []);
  });
});

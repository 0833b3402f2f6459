import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { ask, outcome, pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('a disabled account', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const run = (by: Name, func: string, elid: string, params: Record<string, string> = {}): ReturnType<typeof outcome> =>
    outcome(ask(tree.ctxOf(by), func, { elids: [elid], params, sok: true }));

  /** Each user's state as a list tells it. */
  async function states(ctx: Ctx = tree.ctxOf('root')): Promise<Record<string, string>> {
    const rows = (await rowsOf(ctx, 'user')) as unknown as { name: string; state: { kind: string } }[];
    return Object.fromEntries(rows.map(({ name, state }) => [name, state.kind]));
  }

  it('takes its users with it, and brings them back as they were', async () => {
    await run('north', 'user.disable', 'bob');
    await run('root', 'reseller.disable', 'north');
    assert.deepEqual(await states(), { alice: 'disabled_with', bob: 'disabled', carol: 'active', dave: 'active' });
    await run('root', 'reseller.enable', 'north');
    assert.deepEqual(await states(), { alice: 'active', bob: 'disabled', carol: 'active', dave: 'active' });
  });

  it('brings back every user when that is wished', async () => {
    await run('north', 'user.disable', 'bob');
    await run('root', 'user.disable', 'alice');
    await run('root', 'reseller.disable', 'north');
    await run('root', 'reseller.enable', 'north', { everyUser: 'on' });
    assert.deepEqual(await states(), { alice: 'active', bob: 'active', carol: 'active', dave: 'active' });
  });

  it('says before it is enabled how many stay stopped', async () => {
    await run('north', 'user.disable', 'bob');
    await run('root', 'reseller.disable', 'north');
    const answer = await ask(tree.ctxOf('root'), 'reseller.enable', { elids: ['north'], asks: true });
    assert.ok(answer.kind === 'confirm');
    assert.deepEqual(answer.consequences, [{ text: 'enable_stay', values: { count: 1 } }]);
  });

  it('is not enabled by the reseller it has been moved to', async () => {
    await run('north', 'user.disable', 'alice');
    await run('root', 'user.move', 'alice', { reseller: 'south' });
    assert.equal(await run('south', 'user.enable', 'alice'), 'forbidden');
    assert.equal(await run('root', 'user.enable', 'alice'), 'done');
  });

  it('is enabled by whoever has placed the hold or by a level above, by nobody else', async () => {
    await run('root', 'user.disable', 'alice');
    assert.equal(await run('north', 'user.enable', 'alice'), 'forbidden');
    assert.equal((await states())['alice'], 'disabled');
    assert.equal(await run('root', 'user.enable', 'alice'), 'done');
    await run('north', 'user.disable', 'alice');
    assert.equal(await run('root', 'user.enable', 'alice'), 'done');
    await run('north', 'user.disable', 'alice');
    assert.equal(await run('north', 'user.enable', 'alice'), 'done');
    assert.deepEqual((await states(tree.ctxOf('north')))['alice'], 'active');
  });

  it('that is stopped automatically is woken by no reseller and by no general enable', async () => {
    const [holds] = [
      { placed_by: null, placed_by_name: 'usage', placed_by_level: 'admin', reason: '', placed_at: 1 },
    ] as const;
    await db('holds').insert({ account_id: tree.ids.alice, kind: 'metered', ...holds });
    await db('accounts').where({ name: 'alice' }).update({ holds: 1 });
    assert.equal(await run('north', 'user.enable', 'alice'), 'conflict');
    await run('root', 'reseller.disable', 'north');
    await run('root', 'reseller.enable', 'north', { everyUser: 'on' });
    assert.equal((await states())['alice'], 'disabled');
    await run('north', 'user.disable', 'alice');
    assert.equal(await run('north', 'user.enable', 'alice'), 'done');
    assert.equal((await states())['alice'], 'disabled', 'the automatic hold stays');
  });

  it('tells who has stopped it, when and why, and with whom', async () => {
    await run('root', 'reseller.disable', 'north', { reason: 'unpaid' });
    const { rows } = await pageOf(tree.ctxOf('root'), 'user', { filter: 'alice' });
    const [row] = rows as unknown as { state: Record<string, unknown> }[];
    const { at, ...told } = row?.state ?? {};
    assert.deepEqual(told, { kind: 'disabled_with', name: 'north', by: 'root', reason: 'unpaid' });
    assert.equal(typeof at, 'number');
  });

  it('keeps its state when it is moved', async () => {
    await run('root', 'user.disable', 'alice');
    await run('root', 'user.move', 'alice', { reseller: 'south' });
    assert.equal((await states())['alice'], 'disabled');
    const held = await db('accounts').whereIn('name', ['north', 'root', 'south']).orderBy('name').pluck('users_held');
    assert.deepEqual(held, [0, 1, 1]);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Desired } from '../../src/kernel/host.ts';
import { desiredOf } from '../../src/modules/hosting/index.ts';
import { openTestDb } from '../helpers/db.ts';
import type { Tree } from '../helpers/tree.ts';
import { plantForChanges } from './changed-tree.ts';
import { changes } from './changes.ts';
import { ask, outcome } from './support.ts';

/** These may ask the agents to look again at what is as it was: what is enabled may be stopped by somebody else too. */
const inVain: readonly string[] = [
  'server.apply',
  'site.retry',
  'user.retry',
  'problem.retry',
  'reseller.enable',
  'user.enable',
];

describe('the revision of a server', () => {
  const now = 1_900_000_000_000;
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await plantForChanges(db, now);
  });
  afterEach(() => db.destroy());

  async function wanted(): Promise<{ revision: number; state: Omit<Desired, 'revision'> }> {
    const server = await db('servers').where({ name: 'local' }).first();
    assert.ok(server);
    const { revision, ...state } = await desiredOf(tree.ctxOf('root', now), server);
    return { revision, state };
  }

  for (const { func, elid, by, params } of changes)
    it(`is another exactly when something else should be there: ${func} ${elid ?? 'anew'} as ${by}`, async () => {
      const before = await wanted();
      const ctx = tree.ctxOf(by, now + 1);
      const real = { ...ctx.real, sessionId: 'session' };
      const elids = elid === undefined ? [] : [elid];
      assert.equal(await outcome(ask({ ...ctx, real }, func, { elids, params, sok: true })), 'done');
      const after = await wanted();
      const same = JSON.stringify(after.state) === JSON.stringify(before.state);
      if (same && inVain.includes(func)) assert.ok(after.revision >= before.revision);
      else if (same) assert.equal(after.revision, before.revision);
      else assert.ok(after.revision > before.revision);
    });

  it('is one and the same for all servers that a change is about, and later than any of theirs', async () => {
    const [first] = await db('servers').select();
    assert.ok(first);
    const { id: _id, ...row } = { ...first, name: 'web2', living_name: 'web2', revision: now + 500_000 };
    const [id = 0] = await db('servers').insert(row);
    await db('accounts').where({ id: tree.ids.bob }).update({ server_id: id });
    await ask(tree.ctxOf('root', now + 1), 'reseller.disable', { elids: ['north'] });
    const revisions = await db('servers').whereIn('id', [first.id, id]).pluck('revision');
    assert.deepEqual(revisions, [now + 500_001, now + 500_001]);
    const north = await db('accounts').where({ id: tree.ids.north }).first('host_revision');
    assert.equal(north?.host_revision, now + 500_001);
  });

  it('is one for both servers of a user that is placed elsewhere, whatever they had', async () => {
    const [first] = await db('servers').select();
    assert.ok(first);
    const { id: _id, ...row } = { ...first, name: 'web9', living_name: 'web9', is_default: false, revision: 5 };
    const [id = 0] = await db('servers').insert(row);
    await db('servers')
      .where({ id: first.id })
      .update({ revision: now + 500_000 });
    const placed = { elids: ['alice'], params: { server: 'web9' }, sok: true };
    assert.equal(await outcome(ask(tree.ctxOf('root', now + 1), 'user.place', placed)), 'done');
    const both = await db('servers').whereIn('id', [first.id, id]).pluck('revision');
    assert.deepEqual(both, [now + 500_001, now + 500_001]);
  });

  it('of a user that comes to a reseller is not below the reseller’s own, which another server gave', async () => {
    const ahead = now + 500_000;
    await db('accounts').where({ name: 'south' }).update({ host_revision: ahead });
    await ask(tree.ctxOf('root', now + 1), 'user.move', { elids: ['alice'], params: { reseller: 'south' }, sok: true });
    await db('servers').update({ revision: 5 });
    await ask(tree.ctxOf('south', now + 1), 'user.edit', { params: { name: 'dora' }, sok: true });
    const rows = await db('accounts').whereIn('name', ['alice', 'dora']).pluck('host_revision');
    assert.deepEqual(rows, [ahead, ahead]);
    assert.deepEqual(await db('servers').where({ is_local: true }).pluck('revision'), [ahead]);
  });

  it('leaves servers alone that have none of its users', async () => {
    const [first] = await db('servers').select();
    assert.ok(first);
    const { id: _id, ...row } = { ...first, name: 'web2', living_name: 'web2', revision: 5 };
    const [id = 0] = await db('servers').insert(row);
    await ask(tree.ctxOf('root', now + 1), 'reseller.disable', { elids: ['north'] });
    assert.equal((await db('servers').where({ id }).first('revision'))?.revision, 5);
  });
});

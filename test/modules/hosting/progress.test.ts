import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { blankServer } from '../../../src/modules/servers/local.store.ts';
import type { Progress } from '../../../src/panel/define.ts';
import { ask } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantSites } from '../../helpers/plant.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('the progress of a change', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 7);
    const some = await db('sites').orderBy('id').limit(3).pluck('id');
    await db('sites').whereIn('id', some).update({ account_id: tree.ids.bob });
    for (const [name, count] of [
      ['alice', 4],
      ['bob', 3],
      ['north', 7],
    ] as const)
      await db('accounts').where({ name }).update({ sites_used: count });
  });
  afterEach(() => db.destroy());

  const heard = (name = 'local', seen = Date.now()): Promise<unknown> =>
    db('servers').where({ living_name: name }).update({ seen_at: seen });
  const apply = (name = 'local'): Promise<unknown> =>
    db('servers')
      .where({ living_name: name })
      .update({ applied: db.ref('revision') as unknown as number });
  const act = (by: Name, func: string, ...elids: string[]): Promise<unknown> =>
    ask(tree.ctxOf(by), func, { elids, sok: true });
  async function come(by: Name, func: string, ...elids: string[]): Promise<[boolean, string, string]> {
    const answer = await ask(tree.ctxOf(by), `${func}.progress`, { elids });
    assert.ok(answer.kind === 'progress');
    const { done, tone, text }: Progress = answer.progress;
    return [done, tone, text];
  }

  it('says nothing where no agent has ever been heard', async () => {
    await act('north', 'user.disable', 'alice');
    for (const [func, elid] of [
      ['user', 'alice'],
      ['site', 'plain-alice-3.example'],
      ['reseller', 'north'],
    ] as const)
      assert.deepEqual(await come('root', func, elid), [true, 'plain', '']);
  });

  it('of one row goes from waiting to what has become of it', async () => {
    await heard();
    await act('north', 'user.disable', 'alice');
    assert.deepEqual(await come('north', 'user', 'alice'), [false, 'plain', 'Waiting for the server…']);
    await apply();
    assert.deepEqual(await come('north', 'user', 'alice'), [true, 'ok', 'Down on the server.']);
    await heard('local', Date.now() - 180_000);
    await act('north', 'user.enable', 'alice');
    assert.deepEqual(await come('north', 'user', 'alice'), [false, 'warn', 'Waiting: the server was last heard']);
  });

  it('of one that is deleted ends when it is gone', async () => {
    await heard();
    await act('north', 'user.delete', 'alice');
    const elid = String(tree.ids.alice);
    assert.deepEqual((await come('north', 'user', elid))[0], false);
    await apply();
    assert.deepEqual(await come('north', 'user', elid), [true, 'ok', 'Removed from the server.']);
  });

  it('of several rows is counted', async () => {
    await heard();
    await apply();
    await db('servers').insert({ ...blankServer('web2', Date.now()), seen_at: Date.now() });
    await act('root', 'user.disable', 'alice', 'carol');
    assert.deepEqual(await come('root', 'user', 'alice', 'carol'), [false, 'plain', 'On the servers: 0 of 2.']);
    await apply();
    await db('host_failures').insert({
      server_id: 1,
      kind: 'account',
      object_id: tree.ids.alice,
      account_id: tree.ids.alice,
      fault: 'home',
      detail: '',
      since: 1,
    });
    assert.deepEqual(await come('root', 'user', 'alice', 'carol'), [true, 'bad', 'On the servers: 1 of 2. Failed: 1.']);
  });

  it('of a reseller counts the sites that are down, and up again, server by server', async () => {
    const [id = 0] = await db('servers').insert({ ...blankServer('web2', Date.now()), seen_at: Date.now() });
    await heard();
    await act('root', 'reseller.disable', 'north');
    assert.deepEqual(await come('root', 'reseller', 'north'), [false, 'plain', 'Sites that are down: 0 of 7.']);
    await db('accounts').where({ id: tree.ids.bob }).update({ server_id: id });
    await act('root', 'reseller.enable', 'north');
    await act('north', 'user.disable', 'alice');
    await act('root', 'reseller.disable', 'north');
    await apply('web2');
    assert.deepEqual(await come('root', 'reseller', 'north'), [false, 'plain', 'Sites that are down: 3 of 7.']);
    await apply();
    assert.deepEqual(await come('root', 'reseller', 'north'), [true, 'ok', 'Sites that are down: 7 of 7.']);
    await act('root', 'reseller.enable', 'north');
    await apply('web2');
    // Alice’s stay down.
    assert.deepEqual(await come('root', 'reseller', 'north'), [false, 'plain', 'Sites that are up: 3 of 3.']);
    await apply();
    assert.deepEqual(await come('root', 'reseller', 'north'), [true, 'ok', 'Sites that are up: 3 of 3.']);
  });

  it('costs a reseller of one server the same few queries, and reads no user', async () => {
    await heard();
    await act('root', 'reseller.disable', 'north');
    const asked: string[] = [];
    db.on('query', ({ sql }: { sql: string }) => asked.push(sql));
    await come('root', 'reseller', 'north');
    assert.ok(asked.length <= 5, asked.join('\n'));
    assert.ok(!asked.some((sql) => sql.includes('sum(')), asked.join('\n'));
  });

  it('is told of nobody else’s rows', async () => {
    for (const [by, func, elid] of [
      ['south', 'user', 'alice'],
      ['carol', 'site', 'plain-alice-3.example'],
    ] as const)
      await assert.rejects(come(by, func, elid), { code: 'not_found' });
  });
});

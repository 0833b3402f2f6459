import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { verify } from 'unixcrypt';
import { PanelError } from '../../../src/kernel/errors.ts';
import { blankServer } from '../../../src/modules/servers/local.store.ts';
import { ask } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantSites } from '../../helpers/plant.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('a user on a server', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await db('servers').insert(blankServer('web2', Date.now()));
  });
  afterEach(() => db.destroy());

  const run = (
    by: Name,
    func: string,
    elid: string | null,
    params: Record<string, string> = {},
  ): ReturnType<typeof ask> => ask(tree.ctxOf(by), func, { elids: elid === null ? [] : [elid], params, sok: true });
  const placeOf = async (name: string): Promise<string | undefined> => {
    const row = await db('accounts').where({ name }).first('server_id');
    return (
      await db('servers')
        .where({ id: row?.server_id ?? 0 })
        .first('name')
    )?.name;
  };
  const shell = async (): Promise<string> =>
    (await db('accounts').where({ name: 'alice' }).first())?.shell_password ?? '';

  it('goes where it is told, where its reseller’s go, or where all do', async () => {
    await run('root', 'user.edit', null, { name: 'anna' });
    await run('root', 'user.edit', null, { name: 'berta', server: 'web2' });
    await run('root', 'reseller.edit', 'south', { server: 'web2' });
    await run('root', 'user.edit', null, { name: 'clara', reseller: 'south' });
    // Who is no administrator chooses nothing.
    await run('north', 'user.edit', null, {
      name: 'dora',
      server: 'web2',
      diskMax: '1',
      trafficMax: '1',
      sitesMax: '1',
    });
    assert.deepEqual(await Promise.all(['anna', 'berta', 'clara', 'dora'].map(placeOf)), [
      'local',
      'web2',
      'web2',
      'local',
    ]);
    await run('root', 'user.edit', 'anna', { server: 'web2' });
    assert.equal(await placeOf('anna'), 'local');
    const change = await db('audit').where({ func: 'reseller.edit', subject_id: null }).first();
    assert.deepEqual([change?.before, change?.after], ['{"server":""}', '{"server":"web2"}']);
  });

  it('is offered a choice of servers by the administrator, where there is one', async () => {
    const options = async (by: Name): Promise<(string | undefined)[] | undefined> => {
      const answer = await ask(tree.ctxOf(by), 'user.edit');
      assert.ok(answer.kind === 'form');
      return answer.options.get('server')?.map(({ value }) => value);
    };
    assert.deepEqual(await options('root'), ['', 'local', 'web2']);
    assert.equal(await options('north'), undefined);
    await db('servers').where({ name: 'web2' }).update({ deleted_at: 1, living_name: null });
    assert.deepEqual(await options('root'), []);
  });

  it('is placed anew with a uid of that server, both servers told', async () => {
    await db('servers').update({ revision: 5 });
    await plantSites(db, tree, 'alice', 4);
    const asked = await ask(tree.ctxOf('root'), 'user.place', { elids: ['alice'], asks: true });
    assert.ok(asked.kind === 'confirm');
    assert.deepEqual(
      asked.consequences.map(({ text }) => text),
      ['place_stays', 'place_archived'],
    );
    await run('root', 'user.place', 'alice', { server: 'web2' });
    assert.equal(await placeOf('alice'), 'web2');
    const servers = await db('servers').orderBy('id').select('revision', 'accounts_count');
    assert.ok(servers.every(({ revision }) => revision > 5));
    assert.deepEqual(
      servers.map(({ accounts_count: count }) => count),
      [3, 1],
    );
    const record = await db('audit').where({ func: 'user.place', subject_id: null }).first();
    assert.deepEqual([record?.before, record?.after], ['{"server":"local"}', '{"server":"web2"}']);
    await assert.rejects(run('root', 'user.place', 'alice', { server: 'web2' }), { code: 'conflict' });
  });

  it('has a password of its own there, which nobody reads and which can be removed', async () => {
    const secret = 'canary for the shell 7';
    await run('north', 'user.shellpassword', 'alice', { shellPassword: secret });
    assert.ok(verify(secret, await shell()));
    const first = await shell();
    await run('north', 'user.shellpassword', 'alice', { shellPassword: secret });
    assert.equal(await shell(), first);
    const records = await db('audit').where({ func: 'user.shellpassword' });
    assert.equal(records.length, 1);
    const told = JSON.stringify(await db('audit').select()) + JSON.stringify(await db('operations').select());
    assert.ok(!told.includes(secret) && !told.includes(first));
    await run('north', 'user.shellpassword', 'alice', { shellRemove: 'on' });
    assert.equal(await shell(), '');
  });

  it('has no bad one, and none that somebody sets while working in a panel', async () => {
    const said = (params: Record<string, string>): Promise<unknown> =>
      run('north', 'user.shellpassword', 'alice', params).catch((error: unknown) =>
        error instanceof PanelError ? error.problems.map(({ field, message }) => `${field}: ${message}`).join() : error,
      );
    assert.equal(await said({}), 'shellPassword: field.required');
    assert.equal(await said({ shellPassword: 'short' }), 'shellPassword: password.short');
    assert.equal(await said({ shellPassword: 'alice in chains' }), 'shellPassword: password.contains_name');
    assert.equal(await said({ shellPassword: 'password123' }), 'shellPassword: password.common');
    const ctx = { ...tree.ctxOf('north'), acting: { grantId: 'g', chain: [] } };
    const call = { elids: ['alice'], params: { shellPassword: 'good enough for it' }, sok: true };
    await assert.rejects(ask(ctx, 'user.shellpassword', call), { code: 'forbidden' });
  });
});

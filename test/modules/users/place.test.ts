import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { hostUids } from '../../../src/kernel/host.ts';
import { blankServer } from '../../../src/modules/servers/local.store.ts';
import { ask, pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('the place of a user', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const add = async (...names: string[]): Promise<void> => {
    await db('servers').insert(names.map((name) => blankServer(name, Date.now())));
  };
  const run = (by: Name, func: string, elid: string | null, params = {}): ReturnType<typeof ask> =>
    ask(tree.ctxOf(by), func, { elids: elid === null ? [] : [elid], params, sok: true });
  const placeOf = async (name: string): Promise<string | undefined> =>
    (await rowsOf(tree.ctxOf('root'), 'user', { filter: name }))[0]?.['server'] as string | undefined;

  it('is offered without the one that it has', async () => {
    await add('web2', 'web3');
    const offered = async (...elids: string[]): Promise<(string | undefined)[]> => {
      const answer = await ask(tree.ctxOf('root'), 'user.place', { elids, asks: true });
      assert.ok(answer.kind === 'confirm');
      return (answer.options.get('server') ?? []).map(({ value }) => value);
    };
    assert.deepEqual(await offered('alice'), ['web2', 'web3']);
    assert.deepEqual(await offered('alice', 'bob'), ['web2', 'web3']);
    await run('root', 'user.place', 'bob', { server: 'web3' });
    assert.deepEqual(await offered('bob'), ['local', 'web2']);
    assert.deepEqual(await offered('alice', 'bob'), ['local', 'web2', 'web3']);
  });

  it('cannot be another while there is one server, and that is said at once', async () => {
    const asked = ask(tree.ctxOf('root'), 'user.place', { elids: ['alice'], asks: true });
    await assert.rejects(asked, { code: 'conflict', messageKey: 'server.no_other' });
  });

  it('is the usual one when the one of its reseller has gone', async () => {
    await add('web2');
    const gone = await db('servers').where({ name: 'web2' }).first('id');
    await db('accounts')
      .where({ name: 'south' })
      .update({ server_id: gone?.id ?? 0 });
    await db('servers').where({ name: 'web2' }).update({ deleted_at: 1, living_name: null });
    await run('south', 'user.edit', null, { name: 'dora' });
    assert.equal(await placeOf('dora'), 'local');
    await run('root', 'reseller.edit', 'south', { displayName: 'South' });
  });

  it('is the administrator’s business: neither the journal nor a refusal names servers to others', async () => {
    await add('web2');
    await run('root', 'user.place', 'alice', { server: 'web2' });
    await run('root', 'reseller.edit', 'north', { server: 'web2', displayName: 'North & Sons' });
    const journal = (by: Name, filter = ''): Promise<string> =>
      rowsOf(tree.ctxOf(by), 'journal', { filter }).then((rows) => JSON.stringify(rows));
    for (const by of ['north', 'alice'] as const) {
      assert.match(await journal(by), /user\.place/);
      assert.doesNotMatch(await journal(by), /web2/);
      assert.equal(await journal(by, 'web2'), '[]');
    }
    assert.match(await journal('north'), /North & Sons/);
    assert.match(await journal('root', 'web2'), /user\.place.*|reseller\.edit/);
    await db('servers').update({ next_uid: hostUids.last + 1 });
    const more = { name: 'dora', diskMax: '1', trafficMax: '1', sitesMax: '1' };
    await assert.rejects(run('north', 'user.edit', null, more), { messageKey: 'server.full_here' });
    await assert.rejects(run('root', 'user.edit', null, { name: 'dora' }), { messageKey: 'server.full' });
  });

  it('narrows the list of users for the administrator, and is a word like others for resellers', async () => {
    await add('web2');
    await run('root', 'user.place', 'alice', { server: 'web2' });
    await run('root', 'user.place', 'carol', { server: 'web2' });
    const names = async (by: Name, filter: string, params = {}): Promise<unknown[]> =>
      (await rowsOf(tree.ctxOf(by), 'user', { filter, ...params })).map(({ name }) => name);
    assert.deepEqual(await names('root', 'server:web2'), ['alice', 'carol']);
    assert.deepEqual(await names('root', 'server:local'), ['bob', 'dave']);
    assert.deepEqual(await names('root', 'server:"web2" carol'), ['carol']);
    assert.deepEqual(await names('root', 'server:nowhere'), []);
    for (const filter of ['server:web2', 'server:local']) assert.deepEqual(await names('north', filter), []);
    const { counts } = await pageOf(tree.ctxOf('root'), 'user', { filter: 'server:web2' });
    assert.deepEqual([counts.matching, counts.bounded, counts.views['all']], [2, false, 4]);
    // As a server with many users is read.
    await db('servers').where({ name: 'web2' }).update({ accounts_count: 5000 });
    assert.deepEqual(await names('root', 'server:web2'), ['alice', 'carol']);
    await db('servers').where({ name: 'web2' }).update({ accounts_count: 2 });
    const servers = await rowsOf(tree.ctxOf('root'), 'server');
    assert.deepEqual(
      servers.map(({ accountsPath }) => accountsPath),
      ['/user?filter=server%3Alocal', '/user?filter=server%3Aweb2'],
    );
    await run('north', 'user.delete', 'alice');
    assert.deepEqual(await names('root', 'server:web2'), ['carol']);
    assert.deepEqual(await names('root', 'server:web2', { deleted: 'on' }), ['alice', 'carol']);
  });

  it('is forgotten with its password there when the user is deleted', async () => {
    await run('north', 'user.shellpassword', 'alice', { shellPassword: 'good enough for it' });
    await run('north', 'user.delete', 'alice');
    const row = await db('accounts').where({ id: tree.ids.alice }).first('shell_password');
    assert.equal(row?.shell_password, null);
  });
});

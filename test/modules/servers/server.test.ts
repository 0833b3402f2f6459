import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import { agentKeyDigest, keysOf } from '../../../src/kernel/host-key.ts';
import { firstLocalToken, usualServer } from '../../../src/modules/servers/index.ts';
import {
  applyNow,
  createServer,
  deleteServer,
  loadServer,
  updateServer,
} from '../../../src/modules/servers/server.service.ts';
import { pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantServers } from '../../helpers/plant-servers.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

const refused = (message: string) => (error: unknown) => error instanceof PanelError && error.messageKey === message;

describe('servers', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const root = (): ReturnType<Tree['ctxOf']> => tree.ctxOf('root');
  const add = (name: string, isDefault = false): Promise<string> =>
    createServer(root(), { name, address: '', isDefault });
  const defaults = (): Promise<string[]> =>
    db('servers').where({ is_default: true }).whereNull('deleted_at').orderBy('id').pluck('name');

  it('begin with the panel’s own machine, where new users go', async () => {
    const [row, ...more] = await rowsOf(root(), 'server');
    assert.equal(more.length, 0);
    const { name, second, state, accounts, problems, waiting, newUsers } = row ?? {};
    assert.deepEqual(
      { name, second, state, accounts, problems, newUsers },
      { name: 'local', second: 'This machine', state: 'never', accounts: 4, problems: 0, newUsers: true },
    );
    assert.equal(typeof waiting, 'number');
  });

  it('hand over new users, and never are without a server for them', async () => {
    await add('web1');
    assert.deepEqual(await defaults(), ['local']);
    await updateServer(root(), 'web1', { name: 'web1', address: '', isDefault: true });
    assert.deepEqual(await defaults(), ['web1']);
    assert.equal((await usualServer({ db }, null))?.name, 'web1');
    const off = updateServer(root(), 'web1', { name: 'web1', address: '', isDefault: false });
    await assert.rejects(off, refused('server.default_needed'));
    await add('web2', true);
    assert.deepEqual(await defaults(), ['web2']);
  });

  it('agree on one that new users go to, however many are told at once', async () => {
    const names = ['web1', 'web2', 'web3', 'web4'];
    for (const name of names) await add(name);
    const told = names.map((name) => updateServer(root(), name, { name, address: '', isDefault: true }));
    await Promise.all([...told, add('web5', true), add('web6', true)]);
    assert.equal((await defaults()).length, 1);
  });

  it('give the token of the panel’s own machine to one of many that ask at once', async () => {
    const given = await Promise.all(Array.from({ length: 4 }, () => firstLocalToken({ db, now: Date.now() })));
    const [token, ...more] = given.filter((one) => one !== null);
    assert.equal(more.length, 0);
    const [server] = await db('servers').select('agent_hash');
    assert.equal(server?.agent_hash, agentKeyDigest(keysOf(token ?? '')?.agent ?? ''));
  });

  it('have names of their own, which the deleted give back', async () => {
    await add('web1');
    await assert.rejects(add('web1'), refused('server.taken'));
    await deleteServer(root(), 'web1');
    await add('web1');
    const both = await Promise.allSettled([add('web2'), add('web2')]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('are not deleted while they are needed, and say by whom', async () => {
    await assert.rejects(deleteServer(root(), 'local'), (error) => {
      assert.ok(error instanceof PanelError);
      assert.deepEqual([error.messageKey, error.values], ['server.has_accounts', { name: 'local', count: 4 }]);
      assert.deepEqual(error.see, { func: 'user', filter: 'server:local' });
      return true;
    });
    await db('servers').update({ accounts_count: 0 });
    await assert.rejects(deleteServer(root(), 'local'), refused('server.last'));
    await add('web1');
    await assert.rejects(deleteServer(root(), 'local'), refused('server.is_default'));
    await updateServer(root(), 'web1', { name: 'web1', address: '', isDefault: true });
    await deleteServer(root(), 'local');
    assert.deepEqual(
      (await rowsOf(root(), 'server')).map(({ name }) => name),
      ['web1'],
    );
  });

  it('leave the resellers whose users went there with the server for all', async () => {
    await add('web1');
    const server = await db('servers').where({ name: 'web1' }).first('id');
    await db('accounts')
      .where({ id: tree.ids.north })
      .update({ server_id: server?.id ?? null });
    await deleteServer(root(), 'web1');
    const north = await db('accounts').where({ id: tree.ids.north }).first('server_id');
    assert.equal(north?.server_id, null);
  });

  it('keep nothing by which the agent of a deleted one could come back', async () => {
    await add('web1');
    await db('servers').where({ name: 'web1' }).update({ agent_hash: 'a', panel_key: 'b' });
    await deleteServer(root(), 'web1');
    const row = await db('servers').where({ name: 'web1' }).first();
    assert.deepEqual([row?.agent_hash, row?.panel_key, row?.living_name], [null, null, null]);
  });

  it('are found by name and address, and sorted into views', async () => {
    await plantServers(db, 8);
    const found = async (filter: string): Promise<unknown[]> =>
      (await rowsOf(root(), 'server', { filter })).map(({ name }) => name);
    assert.deepEqual(await found('WEB-2.example'), ['web-2']);
    assert.deepEqual(await found('this machine'), ['local']);
    const { counts } = await pageOf(root(), 'server');
    assert.deepEqual(counts.views, { all: 9, problems: 2, lost: 2 });
    const lost = await rowsOf(root(), 'server', { view: 'lost' });
    assert.deepEqual(new Set(lost.map(({ state }) => state)), new Set(['lost']));
  });

  it('are told of a change that is none when everything is to be compared', async () => {
    const before = (await db('servers').first('revision'))?.revision ?? 0;
    await applyNow(tree.ctxOf('root', before + 1000), 'local');
    assert.equal((await db('servers').first('revision'))?.revision, before + 1000);
  });

  it('are loaded into their form as they are', async () => {
    await createServer(root(), { name: 'web1', address: 'web1.example.com', isDefault: true });
    const form = { name: 'web1', address: 'web1.example.com', isDefault: true };
    assert.deepEqual(await loadServer(root(), 'web1'), form);
  });
});

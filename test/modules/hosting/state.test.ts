import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { HostFault } from '../../../src/kernel/host.ts';
import { ask, outcome, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantSites } from '../../helpers/plant.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

const site = 'plain-alice-3.example';
const minute = 60_000;

describe('how things are on their server', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 4);
  });
  afterEach(() => db.destroy());

  const server = (change: Record<string, unknown>): Promise<unknown> =>
    db('servers').where({ is_local: true }).update(change);
  const applyAll = async (): Promise<void> => {
    await server({ seen_at: Date.now(), applied: db.ref('revision') });
  };
  const fail = async (kind: 'account' | 'site', name: string, fault: HostFault): Promise<void> => {
    const id = (await db('servers').first('id'))?.id ?? 0;
    const object =
      kind === 'site'
        ? await db('sites').where({ ascii: name }).first('id')
        : await db('accounts').where({ name }).first('id');
    const row = { server_id: id, kind, object_id: object?.id ?? 0, account_id: tree.ids.alice };
    await db('host_failures').insert({ ...row, fault, detail: 'exit 1', since: 1 });
  };
  const cell = async (func: 'user' | 'site', name: string, by: Name = 'north'): Promise<Record<string, unknown>> => {
    const row = (await rowsOf(tree.ctxOf(by), func)).find((one) => one['name'] === name);
    return row?.['host'] as Record<string, unknown>;
  };
  const words = async (): Promise<unknown[]> => [
    (await cell('user', 'alice'))['word'],
    (await cell('site', site))['word'],
  ];
  const disable = (by: Name, func: string, elid: string): Promise<unknown> =>
    ask(tree.ctxOf(by), func, { elids: [elid], sok: true });

  it('is nobody’s question where no agent has ever been heard', async () => {
    assert.deepEqual(await words(), ['', '']);
  });

  it('is waiting until the server has applied it, and says since when a server is lost', async () => {
    await server({ seen_at: Date.now(), applied: 1 });
    await disable('north', 'user.disable', 'alice');
    assert.deepEqual(await words(), ['waiting', 'waiting']);
    const seen = Date.now() - 3 * minute;
    await server({ seen_at: seen });
    const { word, text, at } = await cell('user', 'alice');
    assert.deepEqual([word, text, at], ['lost', 'The server was last heard', seen]);
    await server({ seen_at: Date.now() });
    await applyAll();
    assert.deepEqual(await words(), ['down', 'down']);
    await disable('north', 'user.enable', 'alice');
    await applyAll();
    assert.deepEqual(await words(), ['up', 'up']);
  });

  it('waits with whoever is above', async () => {
    await applyAll();
    assert.deepEqual(await words(), ['up', 'up']);
    await disable('root', 'reseller.disable', 'north');
    assert.deepEqual(
      [(await cell('user', 'alice', 'root'))['word'], (await cell('site', site, 'root'))['word']],
      ['waiting', 'waiting'],
    );
    assert.equal((await cell('user', 'carol', 'root'))['word'], 'up');
    await applyAll();
    assert.equal((await cell('site', site, 'root'))['word'], 'down');
  });

  it('is failed for a reason, of which only the administrator reads what the system said', async () => {
    await applyAll();
    await fail('site', site, 'web');
    assert.deepEqual(await words(), ['up', 'failed']);
    const said = 'The web server does not take the configuration of the site.';
    assert.equal((await cell('site', site))['text'], said);
    assert.equal((await cell('site', site, 'root'))['text'], `${said} exit 1`);
  });

  it('is failed for its sites too when a user has failed, and open again once it is tried again', async () => {
    await applyAll();
    await fail('account', 'alice', 'home');
    assert.deepEqual(await words(), ['failed', 'failed']);
    const retry = (): Promise<unknown> => outcome(ask(tree.ctxOf('alice'), 'site.retry', { elids: [site], sok: true }));
    assert.equal(await retry(), 'done');
    assert.deepEqual(await words(), ['failed', 'waiting']);
    const before = await db('audit').count();
    assert.equal(await retry(), 'done');
    assert.deepEqual(await db('audit').count(), before);
  });

  it('is not placed where there is no server', async () => {
    await db('accounts').where({ id: tree.ids.alice }).update({ server_id: null });
    assert.deepEqual(await words(), ['unplaced', 'unplaced']);
  });
});

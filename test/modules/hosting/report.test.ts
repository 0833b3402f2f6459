import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { HostReport } from '../../../src/kernel/host.ts';
import { serverHealth } from '../../../src/modules/servers/index.ts';
import { takeReport } from '../../../src/modules/hosting/index.ts';
import { blankServer } from '../../../src/modules/servers/local.store.ts';
import { ask } from '../../contract/support.ts';
import { engine, openTestDb } from '../../helpers/db.ts';
import { plantSites } from '../../helpers/plant.ts';
import { reportOf } from '../../helpers/report.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('a report', () => {
  let db: Knex;
  let tree: Tree;
  let servers: Record<'local' | 'web2', number>;
  let siteIds: number[];
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 2);
    siteIds = await db('sites').orderBy('id').pluck('id');
    await db('servers').insert(blankServer('web2', Date.now()));
    const rows = await db('servers').select('id', 'name');
    const idOf = (name: string): number => rows.find((row) => row.name === name)?.id ?? 0;
    servers = { local: idOf('local'), web2: idOf('web2') };
  });
  afterEach(() => db.destroy());

  const say = (from: keyof typeof servers, more: Partial<HostReport>): Promise<void> =>
    takeReport(tree.ctxOf('root'), { id: servers[from], name: from }, reportOf(more));
  const run = (by: Name, func: string, elid: string, params = {}): ReturnType<typeof ask> =>
    ask(tree.ctxOf(by), func, { elids: [elid], params: { typed: elid, ...params }, sok: true });
  const failuresOf = async (...ids: number[]): Promise<number[]> =>
    db('host_failures').whereIn('object_id', ids).orderBy('id').pluck('server_id');
  const counts = async (): Promise<number[]> => db('servers').orderBy('id').pluck('failures_count');
  const failed = (id: number, kind: 'site' | 'account' = 'site') => ({ kind, id, fault: 'web', detail: 'no' }) as const;

  it('is taken of what another server had told of before', async () => {
    const [site = 0] = siteIds;
    const stale = { server_id: servers.local, kind: 'site', object_id: site, account_id: tree.ids.alice } as const;
    await run('root', 'user.place', 'alice', { server: 'web2' });
    await db('host_failures').insert({ ...stale, fault: 'web', detail: 'old', since: 1 });
    await say('web2', { failures: [failed(site)] });
    assert.deepEqual(await failuresOf(site), [servers.web2]);
  });

  it('leaves nothing behind of a user that is placed elsewhere while it is taken', async () => {
    const [site = 0] = siteIds;
    const report = await db.transaction();
    const local = report('servers').where({ id: servers.local });
    // What a report does first.
    await (engine === 'sqlite' ? local : local.forUpdate()).first();
    const placed = run('root', 'user.place', 'alice', { server: 'web2' });
    await pause(300);
    const row = { server_id: servers.local, kind: 'site', object_id: site, account_id: tree.ids.alice } as const;
    await report('host_failures').insert({ ...row, fault: 'web', detail: '', since: 1 });
    await report.commit();
    await placed;
    assert.deepEqual(await failuresOf(site), []);
  });

  it('tells nothing of sites and users that have been deleted since', async () => {
    const [site = 0, other = 0] = siteIds;
    const failures = [failed(site), failed(other), failed(tree.ids.bob, 'account')];
    await say('local', { failures });
    assert.deepEqual(await counts(), [3, 0]);
    await run('alice', 'site.delete', String(site));
    await run('north', 'user.delete', 'bob');
    assert.deepEqual(await counts(), [1, 0]);
    await say('local', { failures });
    assert.deepEqual(await failuresOf(site, tree.ids.bob), []);
    assert.equal((await serverHealth(tree.ctxOf('root'))).problems, 1);
  });

  it('that comes after a later one changes nothing of how the server is', async () => {
    const [site = 0] = siteIds;
    const revision = Date.now();
    await db('servers').update({ revision });
    await say('local', { applied: revision, order: { run: 'a', number: 2 } });
    const early = { applied: revision - 10, failures: [failed(site)], problem: 'old' };
    await say('local', { ...early, order: { run: 'a', number: 1 } });
    const server = await db('servers').where({ id: servers.local }).first();
    assert.deepEqual([server?.applied, server?.problem, server?.failures_count], [revision, '', 0]);
    // An agent that has begun anew counts from the beginning.
    await say('local', { ...early, order: { run: 'b', number: 1 } });
    assert.deepEqual(await counts(), [1, 0]);
  });

  it('a second time tells of no drift twice, nor of any in times to come', async () => {
    const now = Date.now();
    const drift = [
      { what: 'user alice', found: 'another shell', at: now - 5000, repaired: true },
      { what: 'file x', found: 'gone', at: now - 5000, repaired: true },
      { what: 'file y', found: 'gone', at: 2 ** 52, repaired: false },
    ];
    await say('local', { drift });
    await say('local', { drift: [...drift.slice(0, 2), { what: 'file z', found: '', at: now, repaired: true }] });
    const rows = await db('host_drift').orderBy('id').select('what', 'at');
    assert.deepEqual(
      rows.map(({ what }) => what),
      ['user alice', 'file x', 'file y', 'file z'],
    );
    assert.ok(rows.every(({ at }) => at <= Date.now()));
  });

  it('is taken whatever letters a name has', async () => {
    const long = '\uFDFA'.repeat(300);
    await say('local', {
      drift: [{ what: long, found: long, at: Date.now(), repaired: true }],
      failures: [{ ...failed(siteIds[0] ?? 0), detail: long }],
    });
    assert.equal((await db('host_drift').select()).length, 1);
  });

  it('goes on with usage where it had stopped, though a user has gone since', async () => {
    const at = Date.now();
    const accounts = [tree.ids.alice, tree.ids.bob].map((id) => ({ id, disk: 500, traffic: 70 }));
    const usage = { id: 'u1', at, accounts, sites: [] };
    await db('usage_reports').insert({ id: `agent-${String(servers.local)}:u1`, rows: 2, applied: 0, at });
    await run('north', 'user.delete', 'bob');
    await say('local', { usage });
    await say('local', { usage });
    const alice = await db('accounts').where({ id: tree.ids.alice }).select('disk_used', 'traffic_used');
    assert.deepEqual(alice, [{ disk_used: 500, traffic_used: 70 }]);
  });
});

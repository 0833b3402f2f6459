import assert from 'node:assert/strict';
import type { Express } from 'express';
import type { Knex } from 'knex';
import request from 'supertest';
import { keysOf, verify } from '../../src/kernel/host-key.ts';
import type { Desired, HostReport } from '../../src/kernel/host.ts';
import { disableReseller } from '../../src/modules/resellers/reseller.service.ts';
import { makeToken } from '../../src/modules/servers/index.ts';
import { createSite } from '../../src/modules/sites/site.service.ts';
import { reportOf as report } from '../helpers/report.ts';
import type { Tree } from '../helpers/tree.ts';
import { openHouse } from './helpers/api.ts';

describe('the door of the agents', () => {
  let db: Knex;
  let app: Express;
  let tree: Tree;
  let keys: { id: number; agent: string; panel: string };

  beforeEach(async () => {
    ({ db, app, tree } = await openHouse());
    const server = await db('servers').first('id');
    const read = keysOf(await makeToken({ db, now: Date.now() }, server?.id ?? 0));
    assert.ok(read);
    keys = read;
    const form = { name: 'alice.example', owner: 'alice', cgi: false, php: true, ssi: false, https: true };
    await createSite(tree.ctxOf('north'), form);
  });
  afterEach(() => db.destroy());

  const bearer = (): string => `Bearer ${String(keys.id)}.${keys.agent}`;
  const desired = (etag = '', wait = 0): request.Test =>
    request(app)
      .get(`/agent/v1/desired?wait=${String(wait)}`)
      .set({ Authorization: bearer(), 'If-None-Match': etag, 'X-Sublet-Nonce': 'n0nce' });
  const send = (body: HostReport): request.Test =>
    request(app).post('/agent/v1/report').set({ Authorization: bearer() }).send(body);

  it('tells what should be on the server, signed', async () => {
    const answer = await desired();
    assert.equal(answer.status, 200);
    const { etag = '', 'x-sublet-signature': signature = '' } = answer.headers as Record<string, string>;
    assert.ok(verify(keys.panel, { nonce: 'n0nce', etag, body: answer.text, signature }));
    const said = answer.body as Desired;
    assert.equal(`"${String(said.revision)}"`, etag);
    assert.deepEqual(said.accounts.map(({ name, uid }) => [name, uid]).sort(), [
      ['alice', 20_000],
      ['bob', 20_001],
      ['carol', 20_002],
      ['dave', 20_003],
    ]);
    assert.deepEqual(
      said.sites.map(({ domain, features, accountId }) => [domain, features, accountId]),
      [['alice.example', ['php', 'https'], tree.ids.alice]],
    );
    assert.equal(said.accounts.find(({ name }) => name === 'alice')?.diskKiB, 10 * 2 ** 20);
    assert.doesNotMatch(answer.text, /argon2/);
  });

  it('answers 304 while nothing changes, and at once when something does', async () => {
    const { etag = '' } = (await desired()).headers as Record<string, string>;
    assert.equal((await desired(etag)).status, 304);
    const waiting = desired(etag, 10);
    const answer = waiting.then((got) => got);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await disableReseller(tree.ctxOf('root'), 'north', 'unpaid');
    const later = await answer;
    assert.ok(Date.now() - asked < 1500);
    const said = later.body as Desired;
    assert.deepEqual(
      said.accounts.filter(({ suspended }) => suspended).map(({ name }) => name),
      ['alice', 'bob'],
    );
  });

  it('turns away whoever has no key', async () => {
    for (const key of ['', 'Bearer 1.x', `Bearer 999.${keys.agent}`, `Bearer ${String(keys.id)}.${keys.panel}`]) {
      const answer = await request(app).get('/agent/v1/desired').set({ Authorization: key });
      assert.equal(answer.status, 401);
      assert.match((answer.body as { error: string }).error, /token/);
    }
  });

  it('takes what the agent has to say, once', async () => {
    const { revision } = (await desired()).body as Desired;
    const [site] = await db('sites').select('id');
    const failures = [{ kind: 'site', id: site?.id ?? 0, fault: 'certificate', detail: 'expired' }] as const;
    const usage = {
      id: 'u1',
      at: Date.now(),
      accounts: [{ id: tree.ids.alice, disk: 5000, traffic: 700 }],
      sites: [{ id: site?.id ?? 0, traffic: 700, pageviews: 3 }],
    };
    for (let time = 0; time < 2; time += 1)
      assert.equal((await send(report({ applied: revision, failures, usage }))).status, 204);
    const servers = await db('servers').select('applied', 'failures_count', 'version');
    assert.deepEqual(servers, [{ applied: revision, failures_count: 1, version: '0.1.0' }]);
    assert.equal((await db('host_failures').select()).length, 1);
    const alice = await db('accounts').where({ id: tree.ids.alice }).select('disk_used', 'traffic_used');
    assert.deepEqual(alice, [{ disk_used: 5000, traffic_used: 700 }]);
    assert.deepEqual(await db('site_usage_daily').select('traffic', 'pageviews'), [{ traffic: 700, pageviews: 3 }]);
    assert.equal((await send(report({ applied: revision }))).status, 204);
    assert.equal((await db('host_failures').select()).length, 0);
  });

  it('leaves out what the agent says of others', async () => {
    await db('accounts').where({ id: tree.ids.alice }).update({ server_id: null, uid: null });
    const failures = [{ kind: 'account', id: tree.ids.alice, fault: 'home', detail: '' }] as const;
    const usage = { id: 'u1', at: Date.now(), accounts: [{ id: tree.ids.alice, disk: 1, traffic: 1 }], sites: [] };
    assert.equal((await send(report({ failures, usage }))).status, 204);
    assert.equal((await db('host_failures').select()).length, 0);
    assert.equal((await db('accounts').where({ id: tree.ids.alice }).first())?.disk_used, 0);
  });

  it('refuses a report it does not understand', async () => {
    const wrong = [{}, [], { ...report({}), applied: 'x' }, { ...report({}), failures: [{ kind: 'root', id: 1 }] }];
    for (const body of wrong)
      assert.equal(
        (await request(app).post('/agent/v1/report').set({ Authorization: bearer() }).send(body)).status,
        422,
      );
  });
});

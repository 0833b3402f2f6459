import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { agentKeyDigest, keysOf } from '../../../src/kernel/host-key.ts';
import { allFuncs } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { tableNames } from '../../helpers/snapshot.ts';
import { openHouse, type House, type Reply, type Visitor } from '../../matrix/house.ts';

describe('the token of a server', function () {
  this.timeout(120_000);
  let db: Knex;
  let house: House;
  let root: Visitor;
  beforeEach(async () => {
    db = await openTestDb();
    house = await openHouse(db);
    root = await house.signIn('root');
    await root.post('/server.edit', { name: 'web1', address: '192.0.2.7' });
  });
  afterEach(async () => {
    await house.close();
    await db.destroy();
  });

  const make = (op: string, more: Record<string, string> = {}): Promise<Reply> =>
    root.post('/do', { func: 'server.token', elid: 'web1', sok: 'ok', op, ...more });
  const tokenIn = ({ body }: Reply): string => />(\d+\.[\w-]{43})</.exec(body)?.[1] ?? '';

  it('is asked for before it is made, with what it stops', async () => {
    const asked = await root.post('/do', { func: 'server.token', elid: 'local' });
    assert.match(asked.body, /id="confirm"/);
    assert.match(asked.body, /finds? its token by itself|found its token by itself/);
    assert.equal((await db('servers').whereNotNull('agent_hash')).length, 0);
    await make('0123456789abcdef');
    const again = await root.post('/do', { func: 'server.token', elid: 'web1' });
    assert.match(again.body, /stops working/);
  });

  it('is shown once, on a page nobody keeps, with the command to run', async () => {
    const shown = await make('0123456789abcdef');
    const token = tokenIn(shown);
    assert.equal(shown.status, 200);
    assert.ok(keysOf(token));
    assert.match(shown.head, /no-store/);
    assert.match(shown.body, /sublet agent install --agent-only --panel \S+ --token -/);
    const again = await make('0123456789abcdef');
    assert.equal(again.status, 409);
    assert.equal(tokenIn(again), '');
    assert.match(again.body, /has been shown already/);
    const [server] = await db('servers').where({ name: 'web1' });
    assert.equal(server?.agent_hash, agentKeyDigest(keysOf(token)?.agent ?? ''));
  });

  it('is worth nothing as soon as there is another', async () => {
    const [first, second] = [tokenIn(await make('0123456789abcdef')), tokenIn(await make('0123456789abcdeg'))];
    assert.notEqual(first, second);
    const come = async (token: string): Promise<number> => {
      const keys = keysOf(token);
      const headers = { Authorization: `Bearer ${String(keys?.id)}.${keys?.agent ?? ''}` };
      return (await house.stranger().ask('GET', '/agent/v1/desired', { headers })).status;
    };
    assert.deepEqual([await come(first), await come(second)], [401, 200]);
  });

  it('stands in no other answer of the panel, whoever asks for what in whatever form', async () => {
    const token = tokenIn(await make('0123456789abcdef'));
    const keys = keysOf(token);
    const [server] = await db('servers').where({ name: 'web1' });
    const secrets = [token, token.split('.')[1], keys?.agent, keys?.panel, server?.agent_hash].map(String);
    const queries = ['', 'json', 'jsondata', 'xml', 'csv', 'text'].flatMap((out) =>
      ['', '2', 'web1'].map((elid) => ({ filter: '', ...(out !== '' && { out }), ...(elid !== '' && { elid }) })),
    );
    for (const visitor of [root, await house.signIn('north'), await house.signIn('alice')])
      for (const { name } of await allFuncs())
        for (const query of queries) {
          const { body, head } = await visitor.get(`/${name}`, query);
          const found = secrets.filter((secret) => `${head}${body}`.includes(secret));
          assert.deepEqual(found, [], `${name} ${JSON.stringify(query)}`);
        }
  });

  it('is kept nowhere but as a digest and as what answers are signed with', async () => {
    const token = tokenIn(await make('0123456789abcdef'));
    const [, secret = ''] = token.split('.');
    const keys = keysOf(token);
    for (const table of await tableNames(db)) {
      const rows = JSON.stringify(await db(table).select());
      for (const one of [secret, keys?.agent ?? '']) assert.ok(!rows.includes(one), table);
      if (table !== 'servers') assert.ok(!rows.includes(keys?.panel ?? ''), table);
    }
    assert.equal((await db('audit').where({ func: 'server.token', object: 'web1' })).length, 1);
  });

  it('is refused to everybody but the administrator', async () => {
    for (const name of ['north', 'alice']) {
      const visitor = await house.signIn(name);
      for (const func of ['server', 'server.edit', 'server.facts', 'drift'])
        assert.equal((await visitor.get(`/${func}`, { elid: 'web1' })).status, 403, `${name} ${func}`);
      const { status } = await visitor.post('/do', { func: 'server.token', elid: 'web1', sok: 'ok' });
      assert.equal(status, 403);
      assert.doesNotMatch((await visitor.get('/overview')).body, /server/);
    }
    const acting = await root.enter('reseller.enter', 'north');
    assert.equal((await acting.post('/do', { func: 'server.token', elid: 'web1', sok: 'ok' })).status, 403);
    assert.equal((await db('servers').whereNotNull('agent_hash')).length, 0);
  });
});

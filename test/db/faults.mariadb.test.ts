import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { openDb } from '../../src/db/open.ts';
import { errnoOf, retrying } from '../../src/db/retry.ts';
import { inTransaction } from '../../src/kernel/transaction.ts';
import { databaseUrl, openTestDb } from '../helpers/db.ts';
import { startMariadb } from '../helpers/mariadb.ts';
import { ctxOf } from './ctx.ts';
import { startProxy, type Proxy } from './proxy.ts';

const at = (port: number): string => (databaseUrl ?? '').replace(/:\d+\//u, `:${String(port)}/`);
const serverPort = Number(/:(\d+)\//u.exec(databaseUrl ?? '')?.[1]);

/** Resolves for everybody when everybody has come. */
function meeting(of: number): () => Promise<void> {
  const { promise, resolve } = withResolvers();
  let missing = of;
  return () => {
    missing -= 1;
    if (missing <= 0) resolve();
    return promise;
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

async function connectionId(db: Knex): Promise<number> {
  const [[row]] = (await db.raw('select connection_id() as id')) as [[{ id: number }]];
  return row.id;
}

if (databaseUrl !== null) {
  describe('transaction on MariaDB', () => {
    let db: Knex;
    let runs: number;
    beforeEach(async () => {
      db = await openTestDb();
      runs = 0;
      await db('settings').insert([
        { name: 'a', value: '0' },
        { name: 'b', value: '0' },
      ]);
    });
    afterEach(() => db.destroy());

    const increment = (tx: Knex, name: string): Promise<number> =>
      tx('settings')
        .where({ name })
        .update({ value: tx.raw('value + 1') });
    const values = (): Promise<string[]> => db('settings').orderBy('name').pluck('value');

    it('is done again when it was chosen to end a deadlock', async () => {
      const bothHaveOne = meeting(2);
      const crossing = (first: string, second: string): Promise<void> =>
        inTransaction(ctxOf(db, first), async (tx) => {
          runs += 1;
          await increment(tx.db, first);
          await bothHaveOne();
          await increment(tx.db, second);
        });
      await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
      assert.deepEqual([runs, await values()], [3, ['2', '2']]);
    });

    it('is done again when it has waited for a lock for too long', async () => {
      const other = await db.transaction();
      await increment(other, 'a');
      const seen: number[] = [];
      const waiting = inTransaction(ctxOf(db, 'op'), async (tx) => {
        runs += 1;
        await tx.db.raw('set session innodb_lock_wait_timeout = 1');
        await increment(tx.db, 'a').catch((error: unknown) => {
          seen.push(errnoOf(error));
          throw error;
        });
      });
      await sleep(1500);
      await other.commit();
      await waiting;
      assert.deepEqual([seen, runs, await values()], [[1205], 2, ['2', '0']]);
    });

    it('is done again when its connection is killed in the middle', async () => {
      await inTransaction(ctxOf(db, 'op'), async (tx) => {
        runs += 1;
        await increment(tx.db, 'a');
        if (runs === 1) await db.raw('kill ?', [await connectionId(tx.db)]);
        await increment(tx.db, 'b');
      });
      assert.deepEqual([runs, await values()], [2, ['1', '1']]);
    });

    it('tells the cause when it gives up, not that ROLLBACK found the connection closed', async () => {
      const failing = inTransaction(ctxOf(db, 'op'), async (tx) => {
        await db.raw('kill ?', [await connectionId(tx.db)]);
        await increment(tx.db, 'a').catch(() => undefined);
        throw new Error('the cause');
      });
      await assert.rejects(failing, /^Error: the cause$/u);
    });

    it('is not done twice when the answer to its COMMIT is lost', async () => {
      const proxy = await startProxy(serverPort);
      const through = openDb({ databaseUrl: at(proxy.port), dataDir: '' });
      const answer = await inTransaction(ctxOf(through, 'op'), async (tx) => {
        runs += 1;
        await increment(tx.db, 'a');
        proxy.cutAfter('COMMIT');
        return { id: 7 };
      });
      await through.destroy();
      await proxy.close();
      assert.deepEqual([answer, runs, proxy.connections, await values()], [{ id: 7 }, 1, 2, ['1', '0']]);
    });
  });

  describe('several hosts', () => {
    let proxies: Proxy[];
    let db: Knex | undefined;
    beforeEach(async () => {
      await (await openTestDb()).destroy();
      proxies = [await startProxy(serverPort), await startProxy(serverPort)];
    });
    afterEach(async () => {
      await db?.destroy();
      for (const proxy of proxies) await proxy.close();
    });

    const open = (...ports: number[]): Knex => {
      const hosts = ports.map((port) => `127.0.0.1:${String(port)}`).join(',');
      db = openDb({ databaseUrl: (databaseUrl ?? '').replace(/@[^/]+/u, `@${hosts}`), dataDir: '', poolSize: 2 });
      return db;
    };
    const counts = (): number[] => proxies.map((proxy) => proxy.connections);
    const ask = (from: Knex): Promise<unknown> => retrying(() => from('settings').select());

    it('connects to the second when the first refuses', async () => {
      const [, second] = proxies;
      await ask(open(1, second?.port ?? 0));
      assert.deepEqual(counts(), [0, 1]);
    });

    it('goes on with the second when the first is lost, and stays there when it is back', async () => {
      const [first, second] = proxies.map(({ port }) => port) as [number, number];
      const panel = open(first, second);
      await ask(panel);
      assert.deepEqual(counts(), [1, 0]);

      await proxies[0]?.close();
      await ask(panel);
      proxies[0] = await startProxy(serverPort, first);
      await Promise.all([1, 2].map(() => panel.raw('select sleep(0.1)')));
      assert.deepEqual(counts(), [0, 2]);
    });

    it('says that the first refuses when all do', async () => {
      await assert.rejects(open(1, 2)('settings').select(), { code: 'ECONNREFUSED', port: 1 });
    });
  });

  describe('a server that stops', function () {
    this.timeout(60_000);

    it('is waited for by reads and writes until it is back', async () => {
      const server = await startMariadb();
      const db = openDb({ databaseUrl: await server.createDatabase('sublet'), dataDir: '' });
      await db.schema.createTable('operations', (table) => {
        table.string('op_id', 80).primary();
        table.text('result');
        table.bigInteger('at');
      });
      await server.stop();
      const waiting = Promise.all([
        inTransaction(ctxOf(db, 'op'), () => Promise.resolve('done')),
        retrying(() => db('operations').count('* as n').first()),
      ]);
      await sleep(500);
      await server.start();
      assert.equal((await waiting)[0], 'done');
      assert.deepEqual(await db('operations').pluck('op_id'), ['op']);
      await db.destroy();
      await server.remove();
    });
  });
}

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { fixedQuery } from '../../src/db/fixed.ts';
import { openSqlite } from '../../src/db/open.ts';
import { engine, openTestDb } from '../helpers/db.ts';

const sum = fixedQuery<{ sum: number; rows: number }, Record<string, never>, never>((on) =>
  on('operations').sum({ sum: 'at' }).count({ rows: '*' }),
);

interface Taken {
  readonly open: boolean;
  __knex__disposed?: unknown;
}

if (engine === 'sqlite') {
  describe('the one connection of SQLite', () => {
    let db: Knex;
    beforeEach(async () => {
      db = await openTestDb();
      // It is made when it is first needed; afterwards it lies there.
      await db.raw('select 1');
    });
    afterEach(() => db.destroy());

    const take = async (from = db): Promise<Taken> => (await (from.client as Knex.Client).acquireConnection()) as Taken;
    const giveBack = async (connection: Taken, to = db): Promise<void> => {
      await (to.client as Knex.Client).releaseConnection(connection);
    };
    const put = (on: Knex, name: string): Knex.QueryBuilder => on('settings').insert({ name, value: '' });
    const names = (): Promise<string[]> => db('settings').orderBy('name').pluck('name');

    it('is had by one at a time, in the order in which they came', async () => {
      const said: string[] = [];
      const use = async (name: string): Promise<void> => {
        const connection = await take();
        said.push(`${name} begins`);
        await sleep(randomInt(3));
        said.push(`${name} ends`);
        await giveBack(connection);
      };
      const first = ['a', 'b', 'c'].map(use);
      await first[0];
      await Promise.all([...first, use('d')]);
      await use('e');
      assert.deepEqual(
        said,
        ['a', 'b', 'c', 'd', 'e'].flatMap((name) => [`${name} begins`, `${name} ends`]),
      );
    });

    it('lets nobody see half of a transaction', async () => {
      const moves = Array.from({ length: 50 }, (_, i) =>
        db.transaction(async (trx) => {
          await trx('operations').insert({ op_id: `plus ${String(i)}`, at: 1 });
          if (i % 3 === 0) await sleep(randomInt(3));
          await trx('operations').insert({ op_id: `minus ${String(i)}`, at: -1 });
        }),
      );
      const looks = Array.from({ length: 100 }, async (_, i) => {
        await sleep(i % 50);
        const [row] = i % 2 === 0 ? await sum(db, {}, {}) : await db('operations').sum({ sum: 'at' });
        assert.equal(row?.sum ?? 0, 0);
      });
      await Promise.all([...moves, ...looks]);
      assert.deepEqual(await sum(db, {}, {}), [{ sum: 0, rows: 100 }]);
    });

    it('is there again for who comes after somebody has waited in vain', async () => {
      const trx = await db.transaction();
      await assert.rejects(put(db, 'a'), { name: 'KnexTimeoutError' });
      await put(trx, 'b');
      const waiting = put(db, 'c').then();
      await trx.commit();
      await waiting;
      assert.deepEqual(await names(), ['b', 'c']);
    });

    it('is made anew after it has been marked as broken', async () => {
      await put(db, 'a');
      const broken = await take();
      broken.__knex__disposed = new Error('broken');
      await giveBack(broken);
      assert.deepEqual(await names(), []);
      assert.equal(broken.open, false);
    });

    it('is closed when who has it gives it back, and is not to be had from then on', async () => {
      const own = openSqlite(':memory:', 200);
      const connection = await take(own);
      const closing = own.destroy();
      await sleep(20);
      assert.equal(connection.open, true);
      await giveBack(connection, own);
      await closing;
      assert.equal(connection.open, false);
      await assert.rejects(own.raw('select 1'), /Unable to acquire a connection/u);
    });

    it('is not to be had while it is being closed', async () => {
      const own = openSqlite(':memory:');
      await own.raw('select 1');
      const closing = own.destroy();
      await assert.rejects(own.raw('select 1'), /aborted/u);
      await closing;
    });

    it('is closed while nobody has it', async () => {
      const own = openSqlite(':memory:');
      const connection = await take(own);
      await giveBack(connection, own);
      await own.destroy();
      assert.equal(connection.open, false);
      await own.destroy();
    });
  });
}

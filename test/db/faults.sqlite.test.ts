import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { Knex } from 'knex';
import { migrateUp } from '../../src/db/migrations.ts';
import { inTransaction } from '../../src/kernel/transaction.ts';
import { engine, openTestDb } from '../helpers/db.ts';
import { ctxOf } from './ctx.ts';
import { createScratch, type Scratch } from './scratch.ts';

if (engine === 'sqlite') {
  describe('a SQLite file that another process writes to', () => {
    let scratch: Scratch;
    let db: Knex;
    let other: Database;
    beforeEach(async () => {
      scratch = await createScratch();
      db = scratch.open();
      await migrateUp(db);
      await db('settings').insert({ name: 'n', value: '0' });
      other = new SqliteDatabase(join(scratch.dataDir, 'sublet.sqlite'));
    });
    afterEach(async () => {
      other.close();
      await scratch.remove();
    });

    const value = async (): Promise<string | undefined> =>
      (await db('settings').where({ name: 'n' }).first('value'))?.value;

    it('is waited for with the rest of the program going on', async () => {
      other.exec('begin immediate');
      let ticks = 0;
      const clock = setInterval(() => (ticks += 1), 10);
      const waiting = inTransaction(ctxOf(db, 'op'), (tx) =>
        tx.db('settings').where({ name: 'n' }).update({ value: '1' }),
      );
      await sleep(400);
      assert.deepEqual(other.prepare('select value from settings').pluck().all(), ['0']);
      other.exec('commit');
      await waiting;
      clearInterval(clock);
      assert.equal(await value(), '1');
      assert.ok(ticks > 10, `only ${String(ticks)} ticks`);
    });

    it('is waited for by a single statement too', async () => {
      other.exec('begin immediate');
      const waiting = db('settings').where({ name: 'n' }).update({ value: '1' }).then();
      await sleep(100);
      other.exec('commit');
      assert.equal(await waiting, 1);
    });

    it('cannot change between a read and a write of one transaction', async () => {
      other.pragma('busy_timeout = 0');
      await db.transaction(async (trx) => {
        const before = await trx('settings').where({ name: 'n' }).first('value');
        assert.throws(() => other.exec(`update settings set value = '9'`), { code: 'SQLITE_BUSY' });
        await trx('settings')
          .where({ name: 'n' })
          .update({ value: String(Number(before?.value) + 1) });
      });
      assert.equal(await value(), '1');
    });

    it('is understood after its tables have changed', async () => {
      await db('settings').select();
      other.exec(`alter table settings add column note text default 'new'; alter table settings drop column value`);
      assert.deepEqual(await db('settings').select(), [{ name: 'n', note: 'new' }]);
    });

    it('holds to foreign keys and writes ahead', async () => {
      const [[keys], [journal]] = (await Promise.all([
        db.raw('pragma foreign_keys'),
        db.raw('pragma journal_mode'),
      ])) as [[{ foreign_keys: number }], [{ journal_mode: string }]];
      assert.deepEqual([keys.foreign_keys, journal.journal_mode], [1, 'wal']);
    });
  });

  describe('the SQLite of a test', () => {
    it('lets no query leave its transaction', async () => {
      const db = await openTestDb();
      const leaving = inTransaction(ctxOf(db, 'op'), () => db('settings').select());
      await assert.rejects(leaving, { name: 'KnexTimeoutError' });
      await db.destroy();
    });
  });
}

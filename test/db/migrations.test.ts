import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import { migrateDown, migrateUp, pending } from '../../src/db/migrations.ts';
import { engine } from '../helpers/db.ts';
import { createScratch, type Scratch } from './scratch.ts';

describe('migrations', () => {
  let scratch: Scratch;
  let db: Knex;

  beforeEach(async () => {
    scratch = await createScratch();
    db = scratch.open();
  });
  afterEach(() => scratch.remove());

  /** Every column of every table, as the engine itself describes them. */
  async function schema(): Promise<unknown> {
    if (engine === 'sqlite') {
      return db('sqlite_master')
        .whereRaw(`tbl_name not like '%migration%' and tbl_name not like 'sqlite_%'`)
        .orderBy('name')
        .select('name', 'sql');
    }
    return db('information_schema.columns')
      .whereRaw('table_schema = database()')
      .whereRaw(`table_name not like '%migration%'`)
      .orderBy(['table_name', 'column_name'])
      .select('table_name', 'column_name', 'column_type', 'column_default', 'collation_name', 'column_key');
  }

  it('go up, all the way down and up again to the same schema', async () => {
    const names = await migrateUp(db);
    const before = await schema();
    assert.ok(names.length > 0);

    assert.deepEqual((await migrateDown(db)).sort(), names);
    assert.deepEqual(await schema(), []);
    assert.deepEqual(await pending(db), names);

    assert.deepEqual(await migrateUp(db), names);
    assert.deepEqual(await schema(), before);
  });

  it('can each be undone and done again on its own', async () => {
    const names = await migrateUp(db);
    const last = names.at(-1) ?? '';
    const before = await schema();
    assert.deepEqual(await migrateDown(db, 1), [last]);
    assert.notDeepEqual(await schema(), before);
    assert.deepEqual(await migrateUp(db), [last]);
    assert.deepEqual(await schema(), before);
  });

  it('do nothing the second time', async () => {
    await migrateUp(db);
    assert.deepEqual(await migrateUp(db), []);
    assert.deepEqual(await pending(db), []);
  });

  it('are run by one of several processes that start at once', async () => {
    const ran = await Promise.all([db, scratch.open(), scratch.open()].map((process) => migrateUp(process)));
    assert.deepEqual(ran.map((names) => names.length > 0).sort(), [false, false, true]);
    assert.deepEqual(await pending(db), []);
  });

  it('wait for a process that migrates, and not for one that died over it', async () => {
    await migrateUp(db);
    await migrateDown(db, 1);
    await db('migrations_lock').update({ is_locked: 1 });
    await db('migration_leases').update({ holder: 'another', expires_at: Date.now() + 600 });

    const startedAt = Date.now();
    assert.equal((await migrateUp(db)).length, 1);
    assert.ok(Date.now() - startedAt >= 500);
  });

  it('have the same names compiled', async () => {
    const compiled = join(import.meta.dirname, '../../dist/src/db/migrations.js');
    assert.ok(existsSync(compiled), '`npm test` builds first; before a file run by hand: npm run build');
    const built = (await import(pathToFileURL(compiled).href)) as { migrateUp: typeof migrateUp };
    await built.migrateUp(db);
    assert.deepEqual(await pending(db), []);
  });

  if (engine === 'mariadb') {
    it('make tables that compare text by code point, whatever the server does else', async () => {
      await db.raw('alter database character set latin1 collate latin1_swedish_ci');
      await migrateUp(db);
      await db('settings').insert([
        { name: 'a', value: '' },
        { name: 'A', value: '' },
        { name: 'é', value: '' },
      ]);
      assert.deepEqual(await db('settings').orderBy('name').pluck('name'), ['A', 'a', 'é']);
    });
  }
});

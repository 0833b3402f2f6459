import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import { compareByCodePoint } from './dialect.ts';
import { moveLease, takeLease, type Lease } from './lease.ts';
import { codeOf, retrying } from './retry.ts';

/** Beside `src` in the repository and in `dist` alike. */
const folder = join(import.meta.dirname, '../../migrations');
const fileName = /^(?<name>\d{14}_\w+)\.(?:ts|js)$/u;

/** Milliseconds: how long a migrating process that was killed keeps others waiting, and how long they wait at most. */
const leaseTime = 30_000;
const mostWait = 600_000;

/** Names without their extension, so that the compiled and the uncompiled program agree on what has been done. */
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations() {
    const names = readdirSync(folder).map((file) => fileName.exec(file)?.groups?.['name']);
    return Promise.resolve(names.filter((name) => name !== undefined).sort());
  },
  getMigrationName: (name) => name,
  async getMigration(name) {
    const compiled = join(folder, `${name}.js`);
    const file = existsSync(compiled) ? compiled : join(folder, `${name}.ts`);
    return (await import(pathToFileURL(file).href)) as Knex.Migration;
  },
};

const config: Knex.MigratorConfig = { migrationSource, tableName: 'migrations' };

/** Brings the schema up to date and answers the names of the migrations that were run. */
export async function migrateUp(db: Knex): Promise<string[]> {
  await compareByCodePoint(db);
  return alone(db, async () => {
    const [, names] = (await db.migrate.latest(config)) as [number, string[]];
    return names;
  });
}

/** Undoes the last migrations, all of them unless told how many, and answers their names. */
export async function migrateDown(db: Knex, steps = Infinity): Promise<string[]> {
  return alone(db, async () => {
    const names: string[] = [];
    while (names.length < steps) {
      const [, [name]] = (await db.migrate.down(config)) as [number, string[]];
      if (name === undefined) break;
      names.push(name);
    }
    return names;
  });
}

/** The names of the migrations that have not been run. */
export async function pending(db: Knex): Promise<string[]> {
  const names = await migrationSource.getMigrations([]);
  if (!(await db.schema.hasTable('migrations'))) return names;
  const done = new Set((await db('migrations').pluck('name')) as string[]);
  return names.filter((name) => !done.has(name));
}

/**
 * One process migrates, others wait for it. knex's own lock has no end: MySQL commits it with the first change of a
 * table, and a process that dies then leaves it for good. Whoever holds the lease may therefore break it.
 */
async function alone<T>(db: Knex, work: () => Promise<T>): Promise<T> {
  const lease: Lease = { table: 'migration_leases', name: 'migrate', holder: randomUUID() };
  await awaitLease(db, lease);
  const renewal = setInterval(() => {
    moveLease(db, lease, Date.now() + leaseTime).catch(() => {
      // The next one may succeed; a SQLite that is being migrated is locked against others anyway.
    });
  }, leaseTime / 3);
  try {
    await db.migrate.forceFreeMigrationsLock(config);
    return await work();
  } finally {
    clearInterval(renewal);
    await moveLease(db, lease, 0);
  }
}

async function awaitLease(db: Knex, lease: Lease): Promise<void> {
  const giveUpAt = Date.now() + mostWait;
  while (!(await tryLease(db, lease))) {
    if (Date.now() > giveUpAt) throw new Error('Another process has been migrating the database for too long');
    await sleep(200);
  }
}

async function tryLease(db: Knex, lease: Lease): Promise<boolean> {
  try {
    await db.raw(
      'create table if not exists migration_leases (name varchar(64) primary key, holder varchar(64) not null, expires_at bigint not null)',
    );
    return await retrying(() => takeLease(db, lease, Date.now(), Date.now() + leaseTime));
  } catch (error) {
    // A SQLite file is locked while another process migrates it.
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    return false;
  }
}

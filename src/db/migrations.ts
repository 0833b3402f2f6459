import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import { compareByCodePoint } from './dialect.ts';
import { moveLease, takeLease, type Lease } from './lease.ts';
import { codeOf, retrying } from './retry.ts';

/** Beside `src` in the repository and in `dist` alike. */
const ownFolder = join(import.meta.dirname, '../../migrations');
const fileName = /^(?<name>\d{14}_\w+)\.(?:ts|js)$/u;

/** Milliseconds: how long a migrating process that was killed keeps others waiting, and how long they wait at most. */
const leaseTime = 30_000;
const mostWait = 600_000;

/**
 * Names without their extension, so that the compiled and the uncompiled program agree on what has been done. Those of
 * a plugin come after ours and begin with the name of its folder: `notice/20261201000000_create_notices`.
 */
function sourceOf(plugins: readonly string[]): Knex.MigrationSource<string> {
  const folders = new Map([
    ['', ownFolder],
    ...plugins.map((path) => [`${basename(path)}/`, join(path, 'migrations')] as const),
  ]);
  return {
    getMigrations: () =>
      Promise.resolve([...folders].flatMap(([prefix, folder]) => namesIn(folder).map((name) => prefix + name))),
    getMigrationName: (name) => name,
    async getMigration(name) {
      const own = name.lastIndexOf('/') + 1;
      const path = join(folders.get(name.slice(0, own)) ?? ownFolder, name.slice(own));
      const file = existsSync(`${path}.js`) ? `${path}.js` : `${path}.ts`;
      return (await import(pathToFileURL(file).href)) as Knex.Migration;
    },
  };
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).map((file) => fileName.exec(file)?.groups?.['name']);
  return names.filter((name) => name !== undefined).sort();
}

/** knex would refuse to start when a plugin has been taken out; we look for what is missing ourselves. */
const configFor = (migrationSource: Knex.MigrationSource<string>): Knex.MigratorConfig => ({
  migrationSource,
  tableName: 'migrations',
  disableMigrationsListValidation: true,
});

/** Brings the schema up to date, ours and that of the plugins in these folders, and answers what was run. */
export async function migrateUp(db: Knex, plugins: readonly string[] = []): Promise<string[]> {
  await compareByCodePoint(db);
  return alone(db, plugins, async (config) => {
    const [, names] = (await db.migrate.latest(config)) as [number, string[]];
    return names;
  });
}

/** Undoes the last migrations, all of them unless told how many, and answers their names. */
export async function migrateDown(db: Knex, steps = Infinity, plugins: readonly string[] = []): Promise<string[]> {
  return alone(db, plugins, async (config) => {
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
export async function pending(db: Knex, plugins: readonly string[] = []): Promise<string[]> {
  const names = await sourceOf(plugins).getMigrations([]);
  const done = new Set(await namesDone(db));
  return names.filter((name) => !done.has(name));
}

async function namesDone(db: Knex): Promise<string[]> {
  return (await db.schema.hasTable('migrations')) ? ((await db('migrations').pluck('name')) as string[]) : [];
}

/** Tables of a plugin that has been taken out are left alone; ours must not be newer than this program. */
async function refuseNewer(db: Knex): Promise<void> {
  const known = new Set(namesIn(ownFolder));
  const newer = (await namesDone(db)).find((name) => !name.includes('/') && !known.has(name));
  if (newer !== undefined)
    throw new Error(`The database is of a newer version of the panel, which made the change ${newer}`);
}

/**
 * One process migrates, others wait for it. knex's own lock has no end: MySQL commits it with the first change of a
 * table, and a process that dies then leaves it for good. Whoever holds the lease may therefore break it.
 */
async function alone<T>(
  db: Knex,
  plugins: readonly string[],
  work: (config: Knex.MigratorConfig) => Promise<T>,
): Promise<T> {
  const config = configFor(sourceOf(plugins));
  const lease: Lease = { table: 'migration_leases', name: 'migrate', holder: randomUUID() };
  await awaitLease(db, lease);
  const renewal = setInterval(() => {
    moveLease(db, lease, Date.now() + leaseTime).catch(() => {
      // The next one may succeed; a SQLite that is being migrated is locked against others anyway.
    });
  }, leaseTime / 3);
  try {
    await db.migrate.forceFreeMigrationsLock(config);
    await refuseNewer(db);
    return await work(config);
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

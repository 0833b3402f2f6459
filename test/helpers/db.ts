import type { Knex } from 'knex';
import { migrateUp } from '../../src/db/migrations.ts';
import { openDb, openSqlite } from '../../src/db/open.ts';

const url = process.env['TEST_DATABASE_URL'] ?? '';
export const databaseUrl = url === '' ? null : url;

export const engine: 'sqlite' | 'mariadb' = databaseUrl === null ? 'sqlite' : 'mariadb';

/**
 * An empty database with the whole schema: on SQLite one of its own in memory, on MariaDB the one of the process, so
 * destroy the last one first. SQLite has one connection and little patience: a query that left its transaction fails.
 */
export async function openTestDb(): Promise<Knex> {
  if (databaseUrl === null) return openSqlite(await (image ??= migratedImage()), 1000);
  const db = openDb({ databaseUrl, dataDir: '' });
  seeded ??= migrated(db);
  await empty(db, await seeded);
  return db;
}

let image: Promise<Buffer> | undefined;

async function migratedImage(): Promise<Buffer> {
  const db = openSqlite(':memory:');
  await migrateUp(db);
  const bytes = await onOneConnection(db, (connection) => Promise.resolve((connection as Serializable).serialize()));
  await db.destroy();
  return bytes;
}

interface Serializable {
  serialize(): Buffer;
}

/** The rows that the migrations themselves put into tables. */
type Seed = ReadonlyMap<string, readonly object[]>;
let seeded: Promise<Seed> | undefined;

const bookkeeping = ['migrations', 'migrations_lock', 'migration_leases'];

async function migrated(db: Knex): Promise<Seed> {
  await migrateUp(db);
  const rows = await Promise.all((await tablesOf(db)).map(async ({ name }) => [name, await rowsOf(db, name)] as const));
  return new Map(rows.filter(([, list]) => list.length > 0));
}

const rowsOf = async (db: Knex, table: string): Promise<object[]> => (await db(table).select()) as object[];

async function tablesOf(db: Knex): Promise<{ name: string; next: number | null }[]> {
  const [tables] = (await db.raw(
    `select table_name as name, auto_increment as next from information_schema.tables
      where table_schema = database() and table_type = 'BASE TABLE'`,
  )) as [{ name: string; next: number | null }[]];
  return tables.filter(({ name }) => !bookkeeping.includes(name));
}

/** Rows are deleted, which takes a tenth of the time; only tables that have given out ids must be made anew. */
async function empty(db: Knex, seed: Seed): Promise<void> {
  const tables = await tablesOf(db);
  await onOneConnection(db, async (connection) => {
    await db.raw('set foreign_key_checks = 0').connection(connection);
    for (const { name, next } of tables) {
      await db.raw((next ?? 1) > 1 ? 'truncate table ??' : 'delete from ??', [name]).connection(connection);
    }
    for (const [name, rows] of seed) await db(name).insert(rows).connection(connection);
    await db.raw('set foreign_key_checks = 1').connection(connection);
  });
}

async function onOneConnection<T>(db: Knex, work: (connection: unknown) => Promise<T>): Promise<T> {
  const client = db.client as Knex.Client;
  const connection: unknown = await client.acquireConnection();
  try {
    return await work(connection);
  } finally {
    await client.releaseConnection(connection);
  }
}

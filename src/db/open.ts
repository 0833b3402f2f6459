import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import knex, { type Knex } from 'knex';
import { mysqlClientOf, parseMysqlUrl } from './mysql.ts';
import { SqliteClient } from './sqlite.ts';

export interface DbSettings {
  /** mysql://…, or null for a SQLite file in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Connections to MySQL; SQLite always has one. */
  readonly poolSize?: number;
}

/** Opens the database; connects when first asked something. `destroy()` closes it. */
export function openDb(settings: DbSettings): Knex {
  if (settings.databaseUrl !== null) return openMysql(settings.databaseUrl, settings.poolSize ?? 10);
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  return openSqlite(join(settings.dataDir, 'sublet.sqlite'));
}

/**
 * Opens a SQLite file, or the image of one. One connection: the driver runs each statement to its end before it returns,
 * so a second one would gain nothing and would have to wait, asleep, for a transaction of its own process.
 */
export function openSqlite(filename: string | Buffer, acquireTimeout = 30_000): Knex {
  return knex({
    client: SqliteClient,
    connection: { filename: filename as string },
    pool: { min: 1, max: 1 },
    acquireConnectionTimeout: acquireTimeout,
    useNullAsDefault: true,
    compileSqlOnError: false,
    log: quietly,
  });
}

/** Given as a number because knex would write a name into every CREATE TABLE, where the database's own rule shall hold. */
const utf8mb4Bin = 46;

function openMysql(url: string, poolSize: number): Knex {
  const { hosts, options } = parseMysqlUrl(url);
  return knex({
    client: mysqlClientOf(hosts),
    connection: {
      ...options,
      charsetNumber: utf8mb4Bin,
      decimalNumbers: true,
      connectTimeout: hosts.length > 1 ? 3000 : 10_000,
      keepAliveInitialDelay: 10_000,
    },
    pool: { min: 0, max: poolSize },
    acquireConnectionTimeout: 30_000,
    compileSqlOnError: false,
    log: quietly,
  });
}

/** knex warns of a lost connection besides throwing it; the one who catches the error has the request to tell it with. */
const quietly: Knex.Logger = {
  warn(message: unknown) {
    if (!/^(?:Acquire connection|Connection) [Ee]rror/u.test(String(message))) console.warn(message);
  },
};

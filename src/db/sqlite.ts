import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import BetterSqlite3Client, { type SqliteQuery } from 'knex/lib/dialects/better-sqlite3/index.js';
import SqliteTransaction from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js';
import { codeOf } from './retry.ts';

/** How long a statement waits for another process to finish writing, in milliseconds. */
const lockPatience = 5000;

/** The driver waits for a lock with the whole process asleep, so it may do so only for a moment. */
const blockingPatience = 10;

const mostStatements = 500;
const statements = new WeakMap<Database, Map<string, Statement>>();

/** A transaction takes the write lock at its beginning: one that reads, then writes, never finds its snapshot stale. */
class ImmediateTransaction extends SqliteTransaction {
  override begin(connection: unknown): unknown {
    return this.query(connection, 'BEGIN IMMEDIATE;', undefined, undefined);
  }
}

export class SqliteClient extends BetterSqlite3Client {
  override transaction(container: unknown, config: unknown, outer: unknown): ImmediateTransaction {
    return new ImmediateTransaction(this, container, config, outer);
  }

  override acquireRawConnection(): Promise<Database> {
    const connection = new SqliteDatabase(this.connectionSettings.filename, { timeout: blockingPatience });
    connection.pragma('journal_mode = WAL');
    connection.pragma('foreign_keys = ON');
    connection.pragma('synchronous = NORMAL');
    connection.pragma('cache_size = -32768');
    connection.pragma('temp_store = MEMORY');
    return Promise.resolve(connection);
  }

  override async _query(connection: Database, query: SqliteQuery): Promise<SqliteQuery> {
    const giveUpAt = Date.now() + lockPatience;
    for (;;) {
      try {
        return answer(connection, query, this._formatBindings(query.bindings));
      } catch (error) {
        // Within a transaction the locks already held would be kept from whoever is waited for.
        if (!codeOf(error).startsWith('SQLITE_BUSY') || connection.inTransaction || Date.now() > giveUpAt) throw error;
        await sleep(randomInt(2, 15));
      }
    }
  }
}

function answer(connection: Database, query: SqliteQuery, bindings: unknown[]): SqliteQuery {
  const statement = prepared(connection, query.sql);
  if (statement.reader) {
    query.response = statement.all(bindings);
  } else {
    const done = statement.run(bindings);
    query.response = done;
    query.context = { lastID: done.lastInsertRowid, changes: done.changes };
  }
  return query;
}

/** Statements are kept compiled, the least recently used is dropped: compiling costs as much as running most of them. */
function prepared(connection: Database, sql: string): Statement {
  let known = statements.get(connection);
  if (known === undefined) {
    known = new Map();
    statements.set(connection, known);
  }
  const statement = known.get(sql) ?? connection.prepare(sql);
  known.delete(sql);
  known.set(sql, statement);
  const [oldest] = known.keys();
  if (known.size > mostStatements && oldest !== undefined) known.delete(oldest);
  return statement;
}

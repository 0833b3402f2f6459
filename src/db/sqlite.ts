import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import BetterSqlite3Client, { type SqliteQuery } from 'knex/lib/dialects/better-sqlite3/index.js';
import SqliteTransaction from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js';
import SqliteQueryCompiler from 'knex/lib/dialects/sqlite3/query/sqlite-querycompiler.js';
import { QuickPool, takeAtOnce } from './pool.ts';
import { codeOf } from './retry.ts';

/** How long a statement waits for another process to finish writing, in milliseconds. */
const lockPatience = 5000;

/** The driver waits for a lock with the whole process asleep, so it may do so only for a moment. */
const blockingPatience = 10;

const mostStatements = 500;

/** A statement, and what its rows look like if that is certain: what `*` stands for changes with the tables. */
interface Prepared {
  readonly statement: Statement;
  readonly names: readonly string[] | null;
}
const statements = new WeakMap<Database, Map<string, Prepared>>();

/** A transaction takes the write lock at its beginning: one that reads, then writes, never finds its snapshot stale. */
class ImmediateTransaction extends SqliteTransaction {
  override begin(connection: unknown): unknown {
    return this.query(connection, 'BEGIN IMMEDIATE;', undefined, undefined);
  }
}

/** A limit is written out: with a parameter there, SQLite compiles the statement anew each time it runs. */
class WithLimitWritten extends SqliteQueryCompiler {
  override limit(): string {
    this.single.skipBinding = { ...this.single.skipBinding, limit: true };
    return super.limit();
  }
}

export class SqliteClient extends BetterSqlite3Client {
  declare pool: QuickPool<Database> | undefined;

  override transaction(container: unknown, config: unknown, outer: unknown): ImmediateTransaction {
    return new ImmediateTransaction(this, container, config, outer);
  }

  override queryCompiler(builder: unknown, bindings?: unknown): WithLimitWritten {
    return new WithLimitWritten(this, builder, bindings);
  }

  override initializePool(config = this.config): void {
    this.pool = new QuickPool<Database>(this.getPoolSettings(config.pool));
  }

  override acquireConnection(): Promise<Database> {
    const connection = takeAtOnce(this, this.pool);
    return connection === undefined ? super.acquireConnection() : Promise.resolve(connection);
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

  /** What is whole stays so: from 2^51 on SQLite would keep it as floating point, and count on with that. */
  override _formatBindings(bindings: readonly unknown[] | undefined): unknown[] {
    return bindings === undefined ? [] : bindings.map(bindable);
  }

  /** The rows of a SELECT, unless it has to be asked in the usual way: somebody has the connection, or it fails. */
  rowsAtOnce(sql: string, bindings: readonly unknown[]): unknown[] | undefined {
    const connection = this.pool?.next();
    if (connection === undefined) return undefined;
    try {
      return rowsOf(prepared(connection, sql), this._formatBindings(bindings));
    } catch {
      return undefined;
    }
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

function bindable(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) >= 2 ** 51 && Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Date ? value.valueOf() : value;
}

function answer(connection: Database, query: SqliteQuery, bindings: unknown[]): SqliteQuery {
  const found = prepared(connection, query.sql);
  if (found.statement.reader) query.response = rowsOf(found, bindings);
  else {
    const done = found.statement.run(bindings);
    query.response = done;
    query.context = { lastID: done.lastInsertRowid, changes: done.changes };
  }
  return query;
}

function rowsOf({ statement, names }: Prepared, bindings: unknown[]): unknown[] {
  const rows = statement.all(bindings);
  return names === null ? rows : rows.map((values) => rowOf(names, values as unknown[]));
}

/** The driver would make the same row property by property, at twice the cost of the whole query. */
function rowOf(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) row[names[at] ?? ''] = values[at];
  return row;
}

/** Statements are kept compiled, the oldest is dropped: compiling costs as much as running most of them. */
function prepared(connection: Database, sql: string): Prepared {
  let known = statements.get(connection);
  if (known === undefined) {
    known = new Map();
    statements.set(connection, known);
  }
  return known.get(sql) ?? keep(known, sql, prepare(connection, sql));
}

function keep(known: Map<string, Prepared>, sql: string, made: Prepared): Prepared {
  known.set(sql, made);
  const [oldest] = known.keys();
  if (known.size > mostStatements && oldest !== undefined) known.delete(oldest);
  return made;
}

function prepare(connection: Database, sql: string): Prepared {
  const statement = connection.prepare(sql);
  if (!statement.reader || sql.includes('*')) return { statement, names: null };
  const names = statement.columns().map(({ name }) => name);
  return { statement: statement.raw(true), names };
}

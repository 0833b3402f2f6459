// knex ships no types for the classes that pool.ts, sqlite.ts and mysql.ts extend.
declare module 'knex/lib/pool.js' {
  import { Pool } from 'tarn';

  export class KnexPool<T> extends Pool<T> {
    constructor(settings: unknown);
  }
}

declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Database } from 'better-sqlite3';
  import { Knex } from 'knex';

  export interface SqliteQuery {
    sql: string;
    bindings?: readonly unknown[];
    response?: unknown;
    context?: { lastID: number | bigint; changes: number };
  }

  export default class BetterSqlite3Client extends Knex.Client {
    override connectionSettings: { filename: string | Buffer };
    override acquireConnection(): Promise<Database>;
    override acquireRawConnection(): Promise<Database>;
    _query(connection: Database, query: SqliteQuery): Promise<SqliteQuery>;
    _formatBindings(bindings: readonly unknown[] | undefined): unknown[];
  }
}

declare module 'knex/lib/dialects/sqlite3/query/sqlite-querycompiler.js' {
  export default class SqliteQueryCompiler {
    constructor(client: unknown, builder: unknown, bindings?: unknown);
    single: { skipBinding?: Record<string, boolean> };
    limit(): string;
  }
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  import type { Knex } from 'knex';

  interface SqliteTransaction extends Knex.Transaction {
    begin(connection: unknown): unknown;
  }
  const SqliteTransaction: new (
    client: Knex.Client,
    container: unknown,
    config: unknown,
    outer: unknown,
  ) => SqliteTransaction;
  export default SqliteTransaction;
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';
  import type { Connection } from 'mysql2';

  /** knex drops a connection that carries this mark the next time it would be handed out. */
  export type KnexConnection = Connection & { __knex__disposed?: unknown };

  export default class Mysql2Client extends Knex.Client {
    override connectionSettings: { host?: string; port?: number };
    override acquireConnection(): Promise<KnexConnection>;
    override acquireRawConnection(): Promise<KnexConnection>;
    _query(connection: KnexConnection, query: unknown): Promise<unknown>;
  }
}

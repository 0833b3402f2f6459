import type { Knex } from 'knex';
import { isMysql } from '../../src/db/dialect.ts';

type Row = Readonly<Record<string, unknown>>;

/** Collects rows of one table and writes them many at a time. */
export class Sink {
  readonly #db: Knex;
  readonly #table: string;
  #columns: string[] = [];
  #rows: unknown[] = [];

  /** Rows refer to those of `parents`, which are therefore written first. */
  constructor(
    db: Knex,
    table: string,
    readonly parents?: Sink,
  ) {
    this.#db = db;
    this.#table = table;
  }

  async add(row: Row): Promise<void> {
    if (this.#columns.length === 0) this.#columns = Object.keys(row);
    for (const column of this.#columns) this.#rows.push(row[column]);
    if (this.#rows.length >= 16_000) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    await this.parents?.flush();
    const one = `(${this.#columns.map(() => '?').join(',')})`;
    const values = Array.from({ length: this.#rows.length / this.#columns.length }, () => one).join(',');
    const columns = this.#columns.map((name) => this.#db.ref(name).toQuery()).join(',');
    await this.#db.raw(`insert into ${this.#table} (${columns}) values ${values}`, this.#rows as Knex.RawBinding[]);
    this.#rows = [];
  }
}

interface Index {
  readonly table: string;
  readonly name: string;
  readonly create: string;
}

/**
 * Does the work while the tables have no indexes but their keys, and makes those again: sorted at once, they cost a
 * tenth. For a `db` of one connection.
 */
export async function withoutIndexes(db: Knex, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  const indexes = isMysql(db) ? await mysqlIndexes(db, tables) : await sqliteIndexes(db, tables);
  await (isMysql(db) ? db.raw('set foreign_key_checks = 0, unique_checks = 0') : db.raw('pragma cache_size = -400000'));
  await alter(db, indexes, ({ name }) => `drop index ${name}`);
  await work();
  await alter(db, indexes, ({ create }) => create);
  await db.raw(isMysql(db) ? 'analyze table accounts, sites, search_words, logins' : 'pragma optimize');
  await (isMysql(db) ? db.raw('set foreign_key_checks = 1, unique_checks = 1') : db.raw('pragma cache_size = -65536'));
}

/** On MySQL all changes of one table in one statement. */
async function alter(db: Knex, indexes: readonly Index[], change: (index: Index) => string): Promise<void> {
  if (!isMysql(db)) {
    for (const index of indexes) await db.raw(change(index));
    return;
  }
  for (const table of new Set(indexes.map((index) => index.table))) {
    const changes = indexes.filter((index) => index.table === table).map(change);
    await db.raw(`alter table ${table} ${changes.join(', ')}`);
  }
}

async function sqliteIndexes(db: Knex, tables: readonly string[]): Promise<Index[]> {
  const rows = await db('sqlite_master')
    .where('type', 'index')
    .whereNotNull('sql')
    .whereIn('tbl_name', tables)
    .select<{ name: string; sql: string; tbl_name: string }[]>('name', 'sql', 'tbl_name');
  return rows.map(({ name, sql, tbl_name: table }) => ({ name: `\`${name}\``, create: sql, table }));
}

async function mysqlIndexes(db: Knex, tables: readonly string[]): Promise<Index[]> {
  const rows = await db('information_schema.statistics')
    .whereRaw('table_schema = database()')
    .whereIn('table_name', tables)
    .whereNot('index_name', 'PRIMARY')
    .groupBy('table_name', 'index_name', 'non_unique')
    .select<{ table: string; name: string; plain: number; columns: string }[]>(
      db.raw('table_name as `table`, index_name as name, non_unique as plain'),
      db.raw("group_concat('`' || column_name || '`' order by seq_in_index) as columns"),
    );
  return rows.map(({ table, name, plain, columns }) => ({
    table,
    name: `\`${name}\``,
    create: `add ${plain === 0 ? 'unique ' : ''}index \`${name}\` (${columns})`,
  }));
}

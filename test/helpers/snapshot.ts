import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { isMysql } from '../../src/db/dialect.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Every row of every table. */
export type Snapshot = ReadonlyMap<string, readonly Row[]>;

/** Written by looking alone: when a session was last seen, and how often somebody has tried. */
const unwatched = new Set(['throttle', 'migrations', 'migrations_lock', 'migration_leases', 'sqlite_sequence']);
const volatile: Readonly<Record<string, readonly string[]>> = {
  sessions: ['seen_at', 'expires_at'],
  acting_grants: ['seen_at'],
};

const tables = new WeakMap<Knex, Promise<string[]>>();

export async function tableNames(db: Knex): Promise<string[]> {
  const known = tables.get(db) ?? readTables(db);
  tables.set(db, known);
  return known;
}

interface Named {
  name: string;
}

async function readTables(db: Knex): Promise<string[]> {
  const found = isMysql(db) ? await mysqlTables(db) : await sqliteTables(db);
  return found
    .map(({ name }) => name)
    .filter((name) => !unwatched.has(name))
    .sort();
}

const sqliteTables = (db: Knex): Promise<Named[]> =>
  db('sqlite_master').where({ type: 'table' }).select<Named[]>('name');

async function mysqlTables(db: Knex): Promise<Named[]> {
  const sql = 'select table_name as name from information_schema.tables where table_schema = database()';
  const [rows] = (await db.raw(sql)) as [Named[]];
  return rows;
}

export async function snapshot(db: Knex): Promise<Snapshot> {
  const all = new Map<string, readonly Row[]>();
  for (const table of await tableNames(db)) {
    const rows = (await db(table).select()) as Row[];
    all.set(table, rows.map((row) => without(row, volatile[table] ?? [])).sort(byText));
  }
  return all;
}

const without = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));

const byText = (a: Row, b: Row): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Equal for equal databases. */
export async function digest(db: Knex): Promise<string> {
  return createHash('sha256')
    .update(JSON.stringify([...(await snapshot(db))]))
    .digest('hex');
}

/** One line a difference: `accounts 3 comment: a → b`, `+ holds {…}`, `- sessions {…}`. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  return [...after].flatMap(([table, rows]) => tableDifferences(table, before.get(table) ?? [], rows));
}

function tableDifferences(table: string, before: readonly Row[], after: readonly Row[]): string[] {
  const [old, now] = [keyed(before), keyed(after)];
  return [
    ...[...now].flatMap(([key, row]) => {
      const was = old.get(key);
      return was ? rowDifferences(`${table} ${key}`, was, row) : [`+ ${table} ${JSON.stringify(row)}`];
    }),
    ...[...old].filter(([key]) => !now.has(key)).map(([, row]) => `- ${table} ${JSON.stringify(row)}`),
  ];
}

const keyNames = ['id', 'seq', 'op_id', 'name', 'key'];

function keyed(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(
    rows.map((row) => {
      const key = keyNames.find((name) => name in row);
      return [key === undefined ? JSON.stringify(row) : String(row[key]), row];
    }),
  );
}

const rowDifferences = (where: string, before: Row, after: Row): string[] =>
  Object.keys(after)
    .filter((column) => before[column] !== after[column])
    .map((column) => `${where} ${column}: ${String(before[column])} → ${String(after[column])}`);

import type { Knex } from 'knex';
import { codeOf, errnoOf } from './retry.ts';

// Everything that the two engines say differently.

export const isMysql = (db: Knex): boolean => (db.client as Knex.Client).driverName === 'mysql2';

/** Whether an error says that a row with this key is there already. */
export function isDuplicate(error: unknown): boolean {
  return errnoOf(error) === 1062 || /^SQLITE_CONSTRAINT_(?:PRIMARYKEY|UNIQUE|ROWID)$/u.test(codeOf(error));
}

/** Whether an error says that a row is referred to by another, or refers to none. */
export function isBrokenReference(error: unknown): boolean {
  return [1451, 1452].includes(errnoOf(error)) || codeOf(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

/** Lets MySQL compare and sort text by its code points, as SQLite does: the tables made from now on take after it. */
export async function compareByCodePoint(db: Knex): Promise<void> {
  if (!isMysql(db)) return;
  const [[row]] = (await db.raw('select @@collation_database as current')) as [[{ current: string }]];
  if (row.current !== 'utf8mb4_bin') await db.raw('alter database character set utf8mb4 collate utf8mb4_bin');
}

/** Inserts the rows whose key is not there yet. Unlike INSERT IGNORE it lets every other error through. */
export async function insertMissing(
  db: Knex,
  table: string,
  rows: readonly Record<string, unknown>[],
  key: string[],
): Promise<void> {
  await db<Record<string, unknown>>(table).insert(rows).onConflict(key).merge(key.slice(0, 1));
}

const escaped = (text: string): string => text.replace(/[!%_]/gu, '!$&');

/** `column` contains the text, whatever the case (on SQLite that of a–z only). Reads every row of the scope. */
export function contains(db: Knex, column: string, text: string): Knex.Raw {
  const like = isMysql(db) ? '?? collate utf8mb4_unicode_ci like' : '?? like';
  return db.raw(`${like} ? escape '!'`, [column, `%${escaped(text)}%`]);
}

/** `column` begins with the prefix, in the same case: a walk of an index that has the column. */
export function startsWith(db: Knex, column: string, prefix: string): Knex.Raw {
  // Not LIKE: SQLite then reads everything, and MariaDB's walk of a utf8mb4_bin index misses what lies above U+FFFF.
  return db.raw('(?? >= ? and ?? < ?)', [column, prefix, column, `${prefix}\u{10ffff}`]);
}

/** The larger, and the smaller, of two SQL expressions. */
export const greatest = (db: Knex, a: Knex.Raw, b: Knex.Raw): Knex.Raw =>
  db.raw(`${isMysql(db) ? 'greatest' : 'max'}(?, ?)`, [a, b]);
export const least = (db: Knex, a: Knex.Raw, b: Knex.Raw): Knex.Raw =>
  db.raw(`${isMysql(db) ? 'least' : 'min'}(?, ?)`, [a, b]);

import type { Knex } from 'knex';
import { isMysql } from './dialect.ts';

/** New values of a row's columns, and what is added to others. */
export interface RowChange {
  readonly id: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly add: Readonly<Record<string, bigint>>;
}

/** Rows in one statement: enough to save the way to the server, few enough to be kept compiled. */
const atOnce = 100;

/** Changes many rows of a table, those with the same columns in one statement. */
export async function updateMany(db: Knex, table: string, changes: readonly RowChange[]): Promise<void> {
  const alike = new Map<string, RowChange[]>();
  for (const change of changes) {
    const columns = [...Object.keys(change.set), '+', ...Object.keys(change.add)].join();
    alike.set(columns, [...(alike.get(columns) ?? []), change]);
  }
  for (const group of alike.values())
    for (let from = 0; from < group.length; from += atOnce)
      await updateAlike(db, table, group.slice(from, from + atOnce));
}

async function updateAlike(db: Knex, table: string, changes: readonly RowChange[]): Promise<void> {
  const [first] = changes;
  if (first === undefined) return;
  const columns = [...Object.keys(first.set), ...Object.keys(first.add)];
  const row = `select ${['id', ...columns].map((name) => `? as ${name}`).join(', ')}`;
  const values = `(${changes.map(() => row).join(' union all ')}) as v`;
  const given = changes.flatMap(({ id, set, add }) => [id, ...Object.values(set), ...Object.values(add)]);
  const sets = columns.map((name) => `${name} = ${name in first.add ? `${table}.${name} + ` : ''}v.${name}`);
  // Values first: whoever began with the table would lock all of it.
  const sql = isMysql(db)
    ? `update ${values} straight_join ${table} on ${table}.id = v.id set ${sets.map((one) => `${table}.${one}`).join(', ')}`
    : `update ${table} set ${sets.join(', ')} from ${values} where ${table}.id = v.id`;
  await db.raw(sql, given as Knex.RawBinding[]);
}

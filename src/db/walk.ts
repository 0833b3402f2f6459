import type { Knex } from 'knex';
import type { Given } from './fixed.ts';

/** One page of an ordered list: the order, and where to begin. */
export interface Walk {
  /** Column of the order, with its table; never null in the database. */
  readonly column: string;
  /** The key that breaks ties, with its table. */
  readonly id: string;
  readonly desc: boolean;
  /** From 1; counted to with OFFSET, unless `after` is given. */
  readonly page: number;
  readonly perPage: number;
  readonly after: { readonly value: Given; readonly id: Given } | null;
  /** Keys of the rows that have the order's column and the id in them anyway. */
  readonly position?: Position | undefined;
}

export interface Position {
  readonly value: string;
  readonly id: string;
}

export interface Walked<T> {
  readonly rows: T[];
  readonly next: { readonly value: string | number | null; readonly id: number } | null;
}

/** What a walk reads besides the columns that were selected. */
const ownPosition: Position = { value: 'walk_value', id: 'walk_id' };

/** Reads one page of `rows` in the walk's order and says where the next begins. `rows` has its columns selected already. */
export async function walk<T extends object>(rows: Knex.QueryBuilder, order: Walk): Promise<Walked<T>> {
  return walked((await inOrder(rows, order)) as unknown as T[], order);
}

/** One page of `rows`, and one row more, which says that there is a next page. */
export function inOrder(rows: Knex.QueryBuilder, order: Walk): Knex.QueryBuilder {
  const { column, id, desc, page, perPage, after } = order;
  const direction = desc ? 'desc' : 'asc';
  if (!order.position) void rows.select({ [ownPosition.value]: column, [ownPosition.id]: id });
  void rows.orderBy([
    { column, order: direction },
    { column: id, order: direction },
  ]);
  if (after) startAfter(rows, order, after);
  else if (page > 1) void rows.offset((page - 1) * perPage);
  return rows.limit(perPage + 1);
}

/** What `inOrder` has found, as a page. */
export function walked<T extends object>(
  found: T[],
  { perPage, position = ownPosition }: Pick<Walk, 'perPage' | 'position'>,
): Walked<T> {
  const last = found.length > perPage ? (found[perPage - 1] as Record<string, unknown> | undefined) : undefined;
  const next = last && { value: last[position.value] as string | number | null, id: Number(last[position.id]) };
  return { rows: found.slice(0, perPage), next: next ?? null };
}

/** Written out rather than as a row value, which MariaDB does not answer from an index. */
function startAfter(
  rows: Knex.QueryBuilder,
  by: Pick<Walk, 'column' | 'id' | 'desc'>,
  after: NonNullable<Walk['after']>,
): void {
  const beyond = by.desc ? '<' : '>';
  void rows.where(by.column, by.desc ? '<=' : '>=', after.value).where((either) => {
    void either.where(by.column, beyond, after.value).orWhere(by.id, beyond, after.id);
  });
}

/** How many rows there are, counted up to a bound: one more than it means "more". */
export async function countUpTo(rows: Knex.QueryBuilder, bound: number): Promise<number> {
  const db = rows.client as { queryBuilder(): Knex.QueryBuilder };
  const some = rows
    .clone()
    .clearSelect()
    .clearOrder()
    .select({ one: 1 })
    .limit(bound + 1);
  const [row] = (await db.queryBuilder().count({ n: '*' }).from(some.as('some'))) as unknown as { n: number }[];
  return row?.n ?? 0;
}

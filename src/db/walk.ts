import type { Knex } from 'knex';

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
  readonly after: { readonly value: string | number | null; readonly id: number } | null;
}

export interface Walked<T> {
  readonly rows: T[];
  readonly next: { readonly value: string | number | null; readonly id: number } | null;
}

interface Position {
  walk_value: string | number;
  walk_id: number;
}

/** Reads one page of `rows` in the walk's order and says where the next begins. `rows` has its columns selected already. */
export async function walk<T extends object>(
  rows: Knex.QueryBuilder,
  { column, id, desc, page, perPage, after }: Walk,
): Promise<Walked<T>> {
  const direction = desc ? 'desc' : 'asc';
  void rows.select({ walk_value: column, walk_id: id }).orderBy([
    { column, order: direction },
    { column: id, order: direction },
  ]);
  if (after) startAfter(rows, { column, id, desc }, after);
  else if (page > 1) void rows.offset((page - 1) * perPage);
  const found = (await rows.limit(perPage + 1)) as unknown as (T & Position)[];
  const last = found.length > perPage ? found[perPage - 1] : undefined;
  return { rows: found.slice(0, perPage), next: last ? { value: last.walk_value, id: last.walk_id } : null };
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

import type { Knex } from 'knex';
import { SqliteClient } from './sqlite.ts';

type Value = string | number | null;

/** What the SQL of a query depends on. */
type Shape = Readonly<Record<string, Value | boolean>>;

/** A value, or what stands for it while SQL is made. */
export type Given<T extends Value = Value> = T | Knex.Raw;

/** Makes a query of a shape. It gets nothing else, so nothing else can be in the SQL: values come as placeholders. */
type Build<S extends Shape, N extends string> = (db: Knex, shape: S, given: (name: N) => Knex.Raw) => Knex.QueryBuilder;

interface Query {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** Stands for a value; of a class of its own because knex writes out plain objects as JSON. */
class Placeholder {
  [other: string]: unknown;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Shapes of one query that are kept compiled; the oldest is dropped. */
const mostShapes = 200;

/**
 * A SELECT that is asked so often that building it each time costs more than its answer. knex builds and compiles it once
 * for each shape; from then on the values are put in and it goes to the driver. On a transaction it is asked within it.
 */
export function fixedQuery<Row, S extends Shape, N extends string>(
  build: Build<S, N>,
): (db: Knex, shape: S, values: Readonly<Record<N, Value>>) => Promise<Row[]> {
  const compiled = new WeakMap<Knex.Config, Map<string, Query>>();
  const queryOf = (db: Knex, shape: S): Query => {
    const { config } = db.client as Knex.Client;
    const known = compiled.get(config) ?? new Map<string, Query>();
    compiled.set(config, known);
    const key = JSON.stringify(shape);
    return known.get(key) ?? keep(known, key, compile(db, shape, build));
  };
  return async (db, shape, values) => {
    const query = filled(queryOf(db, shape), values);
    return (rowsAtOnce(db, query) ?? (await rowsOf(db, query))) as Row[];
  };
}

function keep(known: Map<string, Query>, key: string, query: Query): Query {
  const [oldest] = known.keys();
  if (known.size >= mostShapes && oldest !== undefined) known.delete(oldest);
  known.set(key, query);
  return query;
}

const compile = <S extends Shape, N extends string>(db: Knex, shape: S, build: Build<S, N>): Query =>
  build(db, shape, (name) => db.raw('?', [new Placeholder(name)]))
    .toSQL()
    .toNative();

const filled = <N extends string>({ sql, bindings }: Query, values: Readonly<Record<N, Value>>): Query => ({
  sql,
  bindings: bindings.map((binding) => (binding instanceof Placeholder ? values[binding.name as N] : binding)),
});

/** The rows of SQLite when its connection is free, unless somebody wants to hear of queries. */
function rowsAtOnce(db: Knex, { sql, bindings }: Query): unknown {
  const client: unknown = db.client;
  if (!(client instanceof SqliteClient) || db.listenerCount('query') > 0) return undefined;
  return client.rowsAtOnce(sql, bindings);
}

/** Asks as knex does, with its errors and all events but those of a builder. */
async function rowsOf(db: Knex, { sql, bindings }: Query): Promise<unknown> {
  const client = db.client as Client;
  const connection: unknown = await client.acquireConnection();
  try {
    return client.processResponse(await client.query(connection, { sql, bindings, method: 'select', options: {} }));
  } finally {
    await client.releaseConnection(connection);
  }
}

interface Client extends Knex.Client {
  query(connection: unknown, query: Query & { method: 'select'; options: object }): Promise<unknown>;
  processResponse(query: unknown): unknown;
}

import type { Knex } from 'knex';
import { loadPanel } from '../../src/app.ts';
import { isMysql } from '../../src/db/dialect.ts';
import { findVisit } from '../../src/modules/viewer/index.ts';
import { dispatch } from '../../src/panel/dispatch.ts';
import { median } from './measure.ts';
import type { Place } from './place.ts';

interface Query {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** The queries of a list page, run again by the driver alone: how many, and their milliseconds for one page. */
export async function replay(place: Place, path: string): Promise<{ count: number; time: number }> {
  const queries = await queriesOf(place, path);
  const run = await rawRunner(place.db);
  const taken: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const begun = performance.now();
    for (const query of queries) await run(query);
    taken.push(performance.now() - begun);
  }
  return { count: queries.length, time: median(taken) };
}

/** What a request for this page asks of the database: session with viewer, rows, holds, counts. */
export async function queriesOf({ db, ctx }: Pick<Place, 'db' | 'ctx'>, path: string): Promise<Query[]> {
  const { registry } = await loadPanel();
  const asking = await ctx();
  const { pathname, searchParams } = new URL(path, 'http://panel');
  const queries: Query[] = [];
  const note = ({ sql, bindings }: Query): void => void queries.push({ sql, bindings });
  db.on('query', note);
  await findVisit({ db }, 'nobody', asking.now);
  const call = {
    func: searchParams.get('func') ?? pathname.slice(1),
    elids: searchParams.getAll('elid'),
    sok: false,
    params: new Map(searchParams),
    asks: true,
    allRows: false,
    uncounted: searchParams.has('func'),
  };
  await dispatch(registry, asking, call);
  db.off('query', note);
  return queries;
}

interface Sqlite {
  prepare(sql: string): { all(bindings: readonly unknown[]): unknown };
}
interface Mysql {
  promise(): { query(sql: string, bindings: readonly unknown[]): Promise<unknown> };
}

/** The connection below knex; statements stay compiled, as they do in the panel. */
async function rawRunner(db: Knex): Promise<(query: Query) => Promise<unknown>> {
  const client = db.client as Knex.Client;
  const connection = (await client.acquireConnection()) as Sqlite & Mysql;
  await client.releaseConnection(connection);
  if (isMysql(db)) return ({ sql, bindings }) => connection.promise().query(sql, bindings);
  const known = new Map<string, ReturnType<Sqlite['prepare']>>();
  return ({ sql, bindings }) => {
    const statement = known.get(sql) ?? connection.prepare(sql);
    known.set(sql, statement);
    return Promise.resolve(
      statement.all(bindings.map((value) => (typeof value === 'boolean' ? Number(value) : value))),
    );
  };
}

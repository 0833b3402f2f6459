import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { fixedQuery, type Given } from '../../src/db/fixed.ts';
import { openDb } from '../../src/db/open.ts';
import { codeOf, errnoOf, retrying } from '../../src/db/retry.ts';
import { databaseUrl, engine, openTestDb } from '../helpers/db.ts';

type OperationsShape = Readonly<{ desc: boolean; most: number }>;
interface Operation {
  op_id: string;
  at: number;
}

const operationsSince = (
  db: Knex,
  { desc, most }: OperationsShape,
  given: (name: 'since') => Given,
): Knex.QueryBuilder =>
  db('operations')
    .where('at', '>=', given('since'))
    .orderBy('at', desc ? 'desc' : 'asc')
    .select('op_id', 'at')
    .limit(most);

describe('a query whose SQL never changes', () => {
  let db: Knex;
  let built: number;
  beforeEach(async () => {
    db = await openTestDb();
    built = 0;
    await db('operations').insert([
      { op_id: 'a', at: 1 },
      { op_id: 'b', at: 2 },
      { op_id: 'c', at: large },
    ]);
  });
  afterEach(() => db.destroy());

  const large = 4_503_599_627_370_497;
  const operations = fixedQuery<Operation, OperationsShape, 'since'>((on, shape, given) => {
    built += 1;
    return operationsSince(on, shape, given);
  });
  const since = async (on: Knex, at: number, shape: OperationsShape = { desc: false, most: 5 }): Promise<string> =>
    (await operations(on, shape, { since: at })).map((row) => row.op_id).join('');
  const missing = fixedQuery<object, Record<string, never>, 'id'>((on, _, given) =>
    on('nowhere').where('id', given('id')).select('id'),
  );

  it('answers what the builder does, for each value, also a large one', async () => {
    for (const at of [0, 2, large, large + 1]) {
      const rows: unknown = await operationsSince(db, { desc: false, most: 5 }, () => at);
      assert.deepEqual(await operations(db, { desc: false, most: 5 }, { since: at }), rows);
    }
    assert.equal(built, 1);
  });

  it('is built once for each shape', async () => {
    const shapes = [1, 2].flatMap((most) => [true, false].map((desc) => ({ desc, most })));
    const answers = (): Promise<string[]> => Promise.all(shapes.map((shape) => since(db, 1, shape)));
    assert.deepEqual(await answers(), ['c', 'a', 'cb', 'ab']);
    assert.deepEqual(await answers(), ['c', 'a', 'cb', 'ab']);
    assert.equal(built, 4);
  });

  it('is built again when many other shapes have been asked since', async () => {
    for (let most = 1; most <= 250; most += 1) await since(db, 1, { desc: false, most });
    assert.equal(await since(db, 1, { desc: false, most: 250 }), 'abc');
    assert.equal(built, 250);
    assert.equal(await since(db, 1, { desc: false, most: 1 }), 'a');
    assert.equal(built, 251);
  });

  it('sees what its transaction has done, and not what that has taken back', async () => {
    const trx = await db.transaction();
    await trx('operations').insert({ op_id: 'd', at: 3 });
    assert.equal(await since(trx, 3), 'dc');
    await trx.rollback();
    assert.equal(await since(db, 3), 'c');
    await assert.rejects(since(trx, 3), /Transaction query already complete/u);
  });

  it('sees what a transaction within another has done', async () => {
    await db.transaction(async (outer) => {
      await outer.transaction(async (inner) => {
        await inner('operations').insert({ op_id: 'd', at: 3 });
        assert.equal(await since(inner, 3), 'dc');
      });
      assert.equal(await since(outer, 3), 'dc');
    });
  });

  it('does not see what another transaction has not finished', async () => {
    const trx = await db.transaction();
    await trx('operations').insert({ op_id: 'd', at: 3 });
    const asked = since(db, 3);
    if (engine === 'mariadb') assert.equal(await asked, 'c');
    await trx.commit();
    assert.equal(await asked, engine === 'mariadb' ? 'c' : 'dc');
  });

  it('is answered when many ask at once, beside queries and transactions', async () => {
    const writes = Array.from({ length: 10 }, (_, i) =>
      db.transaction(async (trx) => {
        await trx('operations').insert({ op_id: `w${String(i)}`, at: 0 });
        assert.equal(await since(trx, 1), 'abc');
      }),
    );
    const reads = Array.from({ length: 20 }, () => since(db, 1));
    const counts = Array.from({ length: 20 }, () => db('operations').where('at', '>', 0).pluck('op_id'));
    await Promise.all(writes);
    assert.deepEqual(new Set(await Promise.all(reads)), new Set(['abc']));
    assert.deepEqual(new Set((await Promise.all(counts)).map((ids) => ids.sort().join(''))), new Set(['abc']));
    assert.equal(await since(db, 0), (await db('operations').orderBy('at').pluck('op_id')).slice(0, 5).join(''));
  });

  it('fails with the words of the builder, without values', async () => {
    const wanted = await failure(db('nowhere').where('id', 'secret').select('id'));
    const sameOn = async (on: Knex): Promise<void> => {
      const error = await failure(missing(on, {}, { id: 'secret' }));
      const told = [error.message, codeOf(error), errnoOf(error)];
      assert.deepEqual(told, [wanted.message, codeOf(wanted), errnoOf(wanted)]);
    };
    assert.match(wanted.message, /^select .id. from .nowhere. where .id. = \? - /u);
    await sameOn(db);
    await db.transaction(sameOn);
    assert.equal(await since(db, 1), 'abc');
  });

  it('refuses by a promise where it cannot be built', async () => {
    const wrong = fixedQuery<object, Record<string, never>, never>(() => {
      throw new Error('wrong');
    });
    await assert.rejects(wrong(db, {}, {}), /^Error: wrong$/u);
  });

  it('is heard by who listens', async () => {
    const said: unknown[] = [];
    const hear = ({ sql, bindings }: { sql: string; bindings: unknown[] }): void => void said.push([sql, bindings]);
    db.on('query', hear);
    await since(db, 2, { desc: true, most: 2 });
    await operationsSince(db, { desc: true, most: 2 }, () => 2);
    db.off('query', hear);
    await since(db, 2);
    assert.equal(said.length, 2);
    assert.deepEqual(said[0], said[1]);
  });

  it('has the same SQL on another database of the engine', async () => {
    await since(db, 1);
    await db.destroy();
    db = await openTestDb();
    assert.equal(await since(db, 1), '');
  });
});

async function failure(asked: PromiseLike<unknown>): Promise<Error> {
  try {
    await asked;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  throw new assert.AssertionError({ message: 'it did not fail' });
}

if (databaseUrl === null) {
  describe('a query whose SQL never changes, on SQLite', () => {
    const settings = fixedQuery<{ name: string }, Record<string, never>, 'name'>((on, _, given) =>
      on('settings').where('name', given('name')).select('name'),
    );

    it('times out like any other while a transaction has the connection', async () => {
      const db = await openTestDb();
      const trx = await db.transaction();
      await assert.rejects(settings(db, {}, { name: 'a' }), {
        name: 'KnexTimeoutError',
        message: /Timeout acquiring a connection/u,
      });
      await trx.rollback();
      assert.deepEqual(await settings(db, {}, { name: 'a' }), []);
      await db.destroy();
    });
  });
}

if (databaseUrl !== null) {
  describe('a query whose SQL never changes, on MariaDB', () => {
    const connectionId = fixedQuery<{ id: number }, Record<string, never>, never>((on) =>
      on.queryBuilder().select({ id: on.raw('connection_id()') }),
    );

    it('is asked again on a new connection when its own is lost', async () => {
      const db = openDb({ databaseUrl, dataDir: '', poolSize: 1 });
      const other = openDb({ databaseUrl, dataDir: '' });
      const [first] = await connectionId(db, {}, {});
      await other.raw('kill ?', [first?.id ?? 0]);
      await sleep(50);
      const [second] = await retrying(() => connectionId(db, {}, {}));
      assert.notEqual(second?.id, first?.id);
      await Promise.all([db.destroy(), other.destroy()]);
    });

    it('is asked again when its connection is lost on the way', async () => {
      const db = openDb({ databaseUrl, dataDir: '', poolSize: 1 });
      const other = openDb({ databaseUrl, dataDir: '' });
      const slow = fixedQuery<{ slept: number }, Record<string, never>, 'time'>((on, _, given) =>
        on.queryBuilder().select({ slept: on.raw('sleep(?)', [given('time')]) }),
      );
      const [own] = await connectionId(db, {}, {});
      let asked = 0;
      const answer = retrying(() => slow(db, {}, { time: (asked += 1) === 1 ? 10 : 0 }));
      await sleep(100);
      await other.raw('kill ?', [own?.id ?? 0]);
      assert.deepEqual([await answer, asked], [[{ slept: 0 }], 2]);
      await Promise.all([db.destroy(), other.destroy()]);
    });
  });
}

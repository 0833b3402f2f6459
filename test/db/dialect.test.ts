import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import {
  contains,
  greatest,
  insertMissing,
  isBrokenReference,
  isDuplicate,
  least,
  startsWith,
} from '../../src/db/dialect.ts';
import { engine, openTestDb } from '../helpers/db.ts';

describe('dialect', () => {
  let db: Knex;
  beforeEach(async () => {
    db = await openTestDb();
  });
  afterEach(() => db.destroy());

  const put = (...names: string[]): Promise<unknown> =>
    db('settings').insert(names.map((name) => ({ name, value: 'x' })));
  const found = (condition: Knex.Raw): Promise<string[]> =>
    db('settings').where(condition).orderBy('name').pluck('name');

  it('answers numbers for counts, sums and large integers', async () => {
    await db('operations').insert([
      { op_id: 'a', at: 4_503_599_627_370_496 },
      { op_id: 'b', at: 1 },
    ]);
    const row: unknown = await db('operations').count('* as n').sum('at as sum').max('at as max').first();
    assert.deepEqual(row, { n: 2, sum: 4_503_599_627_370_497, max: 4_503_599_627_370_496 });
  });

  it('finds text anywhere, in either case, and takes % and _ as they are', async () => {
    await put('Alice', 'malice', 'a%b', 'a_b', 'axb', 'a!b');
    assert.deepEqual(await found(contains(db, 'name', 'ALI')), ['Alice', 'malice']);
    assert.deepEqual(await found(contains(db, 'name', 'a%b')), ['a%b']);
    assert.deepEqual(await found(contains(db, 'name', 'a_b')), ['a_b']);
    assert.deepEqual(await found(contains(db, 'name', 'a!b')), ['a!b']);
  });

  it('finds what begins with a text by walking the index', async () => {
    await put('Alina', 'alice', 'alina', 'al%x', 'bob', 'ali\u{1f600}', 'zoë');
    assert.deepEqual(await found(startsWith(db, 'name', 'ali')), ['alice', 'alina', 'ali\u{1f600}']);
    assert.deepEqual(await found(startsWith(db, 'name', 'al%')), ['al%x']);
    const select = db('settings')
      .where(startsWith(db, 'name', 'ali'))
      .select('name')
      .toSQL()
      .toNative();
    const plan: unknown = await db.raw(
      `explain ${engine === 'sqlite' ? 'query plan ' : ''}${select.sql}`,
      select.bindings as string[],
    );
    assert.match(
      JSON.stringify(plan),
      engine === 'sqlite' ? /SEARCH settings USING COVERING INDEX/u : /"type":"range"/u,
    );
  });

  it('inserts what is missing and leaves the rest', async () => {
    await put('a');
    await insertMissing(
      db,
      'settings',
      [
        { name: 'a', value: 'new' },
        { name: 'b', value: 'new' },
      ],
      ['name'],
    );
    assert.deepEqual(await db('settings').orderBy('name').pluck('value'), ['x', 'new']);
  });

  it('tells a duplicate and a broken reference from other errors', async () => {
    await put('a');
    await assert.rejects(put('a'), isDuplicate);
    await assert.rejects(
      db('settings').insert({ name: 'b' }),
      (error) => !isDuplicate(error) && !isBrokenReference(error),
    );
    const orphan = { account_id: 99, kind: 'manual', placed_by_name: '', placed_by_level: '', placed_at: 1 };
    await assert.rejects(db<object>('holds').insert(orphan), isBrokenReference);
  });

  it('takes the larger and the smaller of two values, and joins text by ||', async () => {
    const [a, b] = [db.raw('?', [3]), db.raw('?', [5])];
    const row: unknown = await db.first({
      more: greatest(db, a, b),
      less: least(db, a, b),
      text: db.raw(`'a' || 'b'`),
    });
    assert.deepEqual(row, { more: 5, less: 3, text: 'ab' });
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Given } from '../../../src/db/fixed.ts';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { countAccounts, listAccounts } from '../../../src/modules/accounts/index.ts';
import { pageOf, sortColumn, sumsOf, type Listed } from '../../../src/modules/accounts/account-rows.store.ts';
import type { ListQuery } from '../../../src/panel/list.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

interface Said {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

const views = ['all', 'active', 'disabled', 'disabled_with', 'near'];
const sorts = ['name', 'users', 'sites', 'disk', 'traffic', 'createdAt', 'peak'];
const places: readonly Pick<ListQuery, 'page' | 'after'>[] = [
  { page: 1, after: null },
  { page: 3, after: null },
  { page: 2, after: { value: 'alice', id: 5 } },
  { page: 3, after: { value: 7, id: 8 } },
];

/** Every state that a list without a filter can be in; those that differ in values alone stand side by side. */
function* queries(): Generator<ListQuery> {
  for (const view of views)
    for (const sort of sorts)
      for (const desc of [false, true])
        for (const deleted of [false, true])
          for (const perPage of [2, 50])
            for (const place of places) yield { filter: '', view, sort, desc, deleted, perPage, ...place };
}

describe('the SQL of lists of accounts', function () {
  this.timeout(60_000);

  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  after(() => db.destroy());

  const levels: readonly Listed[] = ['reseller', 'user'];
  const viewers = ['root', 'north', 'south'] as const;

  async function firstSaid(work: () => Promise<unknown>): Promise<Said> {
    const said: Said[] = [];
    const hear = ({ sql, bindings }: Said): void => void said.push({ sql, bindings });
    db.on('query', hear);
    await work();
    db.off('query', hear);
    const [first] = said;
    if (first === undefined) throw new Error('nothing was asked');
    return first;
  }

  const built = (builder: Knex.QueryBuilder): Said => {
    const { sql, bindings } = builder.toSQL().toNative();
    return { sql, bindings };
  };

  /** As the builder makes it with the values themselves. */
  function page({ viewer }: Ctx, level: Listed, query: ListQuery): Knex.QueryBuilder {
    const { sort, after, ...rest } = query;
    const shape = { ...rest, viewer: viewer.level, level, column: sortColumn(sort), onward: after !== null };
    const values: Record<'viewer' | 'value' | 'id', Given> = {
      viewer: viewer.id,
      value: after?.value ?? null,
      id: after?.id ?? null,
    };
    return pageOf(db, shape, (name) => values[name]);
  }

  for (const level of levels)
    it(`is what the builder makes for each viewer and each state of a list of ${level}s`, async () => {
      let count = 0;
      for (const query of queries())
        for (const name of viewers) {
          const ctx = tree.ctxOf(name);
          const said = await firstSaid(() => listAccounts(ctx, level, query));
          assert.deepEqual(said, built(page(ctx, level, query)), JSON.stringify({ name, ...query }));
          count += 1;
        }
      assert.equal(count, 3360);
    });

  it('answers each viewer with its own rows, the same as the builder', async () => {
    for (const level of levels)
      for (const view of views)
        for (const name of viewers) {
          const ctx = tree.ctxOf(name);
          const query = { ...{ filter: '', view, sort: 'name', desc: true, deleted: false }, page: 1, after: null };
          const { rows } = await listAccounts(ctx, level, { ...query, perPage: 5 });
          const wanted = (await page(ctx, level, { ...query, perPage: 5 })) as { name: string }[];
          assert.deepEqual(
            rows.map((row) => row.name),
            wanted.map((row) => row.name),
          );
        }
    const usersOf = async (name: (typeof viewers)[number]): Promise<string[]> => {
      const query = { filter: '', view: 'all', sort: 'name', desc: false, deleted: false, page: 1, perPage: 9 };
      return (await listAccounts(tree.ctxOf(name), 'user', { ...query, after: null })).rows.map((row) => row.name);
    };
    assert.deepEqual(await Promise.all(viewers.map(usersOf)), [
      ['alice', 'bob', 'carol', 'dave'],
      ['alice', 'bob'],
      ['carol'],
    ]);
  });

  it('is what the builder makes for the kept sums', async () => {
    const query = { ...{ filter: '', view: 'all', sort: 'name', desc: false }, deleted: false, page: 1, perPage: 5 };
    for (const level of levels)
      for (const name of viewers) {
        const ctx = tree.ctxOf(name);
        const said = await firstSaid(() => countAccounts(ctx, level, { ...query, after: null }));
        const shape = { viewer: ctx.viewer.level, level };
        assert.deepEqual(said, built(sumsOf(db, shape, () => ctx.viewer.id)));
      }
  });
});

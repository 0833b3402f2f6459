import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { narrow, wordsOf } from '../../../src/modules/search/search.store.ts';
import { ctxOf } from '../../db/ctx.ts';
import { generate } from '../../bench/generate.ts';
import { openTestDb } from '../../helpers/db.ts';

describe('the filter of a long list', () => {
  let db: Knex;
  let ctx: Ctx;
  let users: { id: number; parent_id: number | null; search: string }[];
  before(async () => {
    db = await openTestDb();
    ctx = ctxOf(db, 'filter');
    await generate(db, { resellers: 20, users: 400, sites: 10 });
    users = await db('accounts')
      .where({ level: 'user' })
      .orderBy('name')
      .orderBy('id')
      .select('id', 'parent_id', 'search');
  });
  after(() => db.destroy());

  /** What the database finds, in the order of names. */
  async function found(
    filter: string,
    how: { counting: boolean; sortAtMost?: number; parentId?: number; hasty?: boolean },
  ): Promise<number[]> {
    const rows: Knex.QueryBuilder = db('accounts').where('accounts.level', 'user');
    const parentId = how.parentId ?? null;
    if (parentId !== null) void rows.where('accounts.parent_id', parentId);
    await narrow(ctx, rows, { kind: 'user', table: 'accounts', size: 1_000_000, filter, ...how, parentId });
    return (await rows.orderBy('accounts.name').orderBy('accounts.id').pluck('accounts.id')) as number[];
  }

  const wanted = (filter: string, parentId: number | null = null): number[] =>
    users
      .filter((user) => parentId === null || user.parent_id === parentId)
      .filter(({ search }) => wordsOf(filter).every((word) => wordsOf(search).some((own) => own.startsWith(word))))
      .map(({ id }) => id);

  for (const filter of ['a', 'anna', 'mull', 'ol smir', 'an an', 'a o s', 'nobody at all', '100%', '_'])
    for (const [what, how] of Object.entries({
      'by looking the objects up': { counting: false },
      'by walking the list': { counting: false, sortAtMost: 0 },
      'in haste': { counting: false, sortAtMost: 0, hasty: true },
      'when it counts': { counting: true, sortAtMost: 0 },
    }))
      it(`finds rows by the beginnings of all words of “${filter}” ${what}`, async () => {
        assert.deepEqual(await found(filter, how), wordsOf(filter).length === 0 ? [] : wanted(filter));
      });

  it('finds nothing of others', async () => {
    const parentId = users.find(({ search }) => wordsOf(search).includes('anna'))?.parent_id ?? 0;
    const mine = wanted('anna', parentId);
    assert.ok(mine.length > 0 && mine.length < wanted('anna').length);
    assert.deepEqual(await found('anna', { counting: false, parentId }), mine);
    assert.deepEqual(await found('anna', { counting: false, sortAtMost: 0, parentId }), mine);
  });
});

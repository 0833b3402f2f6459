import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Knex } from 'knex';
import { migrateUp } from '../../src/db/migrations.ts';
import { notFound } from '../../src/kernel/errors.ts';
import { forgetOperations, inTransaction, rehearse } from '../../src/kernel/transaction.ts';
import { openTestDb } from '../helpers/db.ts';
import { ctxOf } from './ctx.ts';
import { createScratch } from './scratch.ts';

describe('transaction', () => {
  let db: Knex;
  beforeEach(async () => {
    db = await openTestDb();
  });
  afterEach(() => db.destroy());

  const names = (): Promise<string[]> => db('settings').orderBy('name').pluck('name');
  const write = (name: string) => (tx: { db: Knex }) => tx.db('settings').insert({ name, value: '' });

  it('keeps what the work has done and gives its answer', async () => {
    const answer = await inTransaction(ctxOf(db, 'a'), async (tx) => {
      await write('one')(tx);
      return { id: 7 };
    });
    assert.deepEqual([answer, await names()], [{ id: 7 }, ['one']]);
  });

  it('does an operation once and answers a second time what it answered first', async () => {
    let runs = 0;
    const work = (): Promise<{ run: number }> => Promise.resolve({ run: (runs += 1) });
    await inTransaction(ctxOf(db, 'a'), work);
    assert.deepEqual(await inTransaction(ctxOf(db, 'a'), work), { run: 1 });
    assert.deepEqual(await inTransaction(ctxOf(db, 'b'), work), { run: 2 });
    assert.equal(runs, 2);
  });

  for (const answer of [undefined, null, 0, '', false, [1, 2]]) {
    it(`answers ${inspect(answer)} again`, async () => {
      assert.deepEqual(await inTransaction(ctxOf(db, 'a'), () => Promise.resolve(answer)), answer);
      assert.deepEqual(await inTransaction(ctxOf(db, 'a'), () => Promise.reject(new Error('again'))), answer);
    });
  }

  it('undoes everything when the work refuses, tries it once, and may be asked again', async () => {
    let runs = 0;
    const refused = inTransaction(ctxOf(db, 'a'), async (tx) => {
      runs += 1;
      await write('one')(tx);
      throw notFound('user');
    });
    await assert.rejects(refused, { code: 'not_found' });
    assert.deepEqual([runs, await names(), await db('operations').pluck('op_id')], [1, [], []]);

    await inTransaction(ctxOf(db, 'a'), write('two'));
    assert.deepEqual(await names(), ['two']);
  });

  it('is rehearsed without a trace, also of a refusal, and may then be done', async () => {
    await rehearse(ctxOf(db, 'a'), write('one'));
    await assert.rejects(
      rehearse(ctxOf(db, 'a'), async (tx) => {
        await write('one')(tx);
        throw notFound('user');
      }),
      { code: 'not_found' },
    );
    assert.deepEqual([await names(), await db('operations').pluck('op_id')], [[], []]);
    await inTransaction(ctxOf(db, 'a'), write('one'));
    assert.deepEqual(await names(), ['one']);
  });

  it('that is open is not rehearsed in', async () => {
    await inTransaction(ctxOf(db, 'a'), async (tx) => {
      await rehearse(tx, write('one'));
      await write('one')(tx);
    });
    assert.deepEqual(await names(), ['one']);
  });

  it('joins the one that is open', async () => {
    const ctx = ctxOf(db, 'a');
    const both = inTransaction(ctx, async (tx) => {
      await inTransaction(tx, write('inner'));
      throw notFound('user');
    });
    await assert.rejects(both, { code: 'not_found' });
    assert.deepEqual(await names(), []);
  });

  it('lets duplicates that come at once wait for the first and answer the same', async () => {
    const scratch = await createScratch();
    const processes = [scratch.open(), scratch.open(), scratch.open()];
    await migrateUp(scratch.open());
    let runs = 0;
    const answers = await Promise.all(
      processes.map((process) =>
        inTransaction(ctxOf(process, 'same'), async (tx) => {
          await write('one')(tx);
          await sleep(100);
          return (runs += 1);
        }),
      ),
    );
    await scratch.remove();
    assert.deepEqual(answers, [1, 1, 1]);
  });

  it('runs different operations at once without losing one', async () => {
    const counted = (i: number): Promise<void> =>
      inTransaction(ctxOf(db, `op${String(i)}`), async (tx) => {
        const before = await tx.db('settings').where({ name: 'n' }).forUpdate().first('value');
        await tx
          .db('settings')
          .where({ name: 'n' })
          .update({ value: String(Number(before?.value) + 1) });
      });
    await db('settings').insert({ name: 'n', value: '0' });
    await Promise.all(Array.from({ length: 40 }, (_, i) => counted(i)));
    assert.equal((await db('settings').where({ name: 'n' }).first('value'))?.value, '40');
  });

  it('forgets operations that were before a time', async () => {
    await inTransaction(ctxOf(db, 'old', 1000), write('one'));
    await inTransaction(ctxOf(db, 'new', 2000), write('two'));
    assert.equal(await forgetOperations(db, 2000), 1);
    assert.deepEqual(await db('operations').pluck('op_id'), ['new']);
  });
});

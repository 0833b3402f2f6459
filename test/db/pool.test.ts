import assert from 'node:assert/strict';
import { QuickPool } from '../../src/db/pool.ts';

interface Thing {
  works: boolean;
}

/** Two things, of which the first to be handed over is `next`. */
async function poolOf(next: Thing): Promise<{ pool: QuickPool<Thing>; other: Thing }> {
  const other = { works: true };
  const things = [next, other];
  const pool = new QuickPool<Thing>({
    create: () => Promise.resolve(things.shift() ?? { works: true }),
    destroy: () => undefined,
    validate: ({ works }: Thing) => works,
    min: 0,
    max: 2,
  });
  const [first, second] = await Promise.all([pool.acquire().promise, pool.acquire().promise]);
  pool.release(first === next ? second : first);
  pool.release(next);
  return { pool, other };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
}

describe('the pool of connections', () => {
  it('hands over at once what it would hand over itself, and counts it as used', async () => {
    const thing = { works: true };
    const { pool, other } = await poolOf(thing);
    assert.equal(pool.next(), thing);
    pool.takeNext();
    assert.deepEqual([pool.numUsed(), pool.numFree(), pool.next()], [1, 1, other]);
    pool.takeNext();
    assert.deepEqual([pool.numUsed(), pool.numFree(), pool.next()], [2, 0, undefined]);
    const waiting = pool.acquire().promise;
    assert.equal(pool.release(thing), true);
    assert.equal(await waiting, thing);
    pool.release(thing);
    pool.release(other);
    await pool.destroy();
  });

  it('hands over nothing at once while somebody waits, though something is free', async () => {
    const thing = { works: true };
    const { pool, other } = await poolOf(thing);
    thing.works = false;
    const waiting = pool.acquire().promise;
    await turns(30);
    assert.deepEqual([pool.numPendingAcquires(), pool.numFree(), pool.next()], [1, 1, undefined]);
    assert.equal(await waiting, other);
    pool.release(other);
    assert.equal(pool.next(), other);
    await pool.destroy();
    assert.equal(pool.next(), undefined);
  });
});

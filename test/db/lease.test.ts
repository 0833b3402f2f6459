import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { withLease } from '../../src/kernel/lease.ts';
import { openTestDb } from '../helpers/db.ts';

describe('lease', () => {
  let db: Knex;
  let runs: string[];
  beforeEach(async () => {
    db = await openTestDb();
    runs = [];
  });
  afterEach(() => db.destroy());

  const claim = (holder: string, now = 1000): Promise<boolean> =>
    withLease(db, { name: 'mail', holder, ttlMs: 500, now }, async () => {
      runs.push(holder);
      await sleep(50);
    });

  it('lets one of several work at a time', async () => {
    const won = await Promise.all(['north', 'south', 'east', 'west'].map((holder) => claim(holder)));
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(runs.length, 1);
  });

  it('is free again when the work has ended, well or badly', async () => {
    assert.equal(await claim('north'), true);
    assert.equal(await claim('south'), true);
    const failing = withLease(db, { name: 'mail', holder: 'east', ttlMs: 500, now: 1000 }, () =>
      Promise.reject(new Error('no')),
    );
    await assert.rejects(failing, /no/u);
    assert.equal(await claim('west'), true);
  });

  it('is taken over when its time is over, and then not given back by the first', async () => {
    await db('leases').insert({ name: 'mail', holder: 'north', expires_at: 1500 });
    assert.equal(await claim('south', 1499), false);
    await withLease(db, { name: 'other', holder: 'north', ttlMs: 1, now: 0 }, async () => {
      await db('leases').where({ name: 'other' }).update({ holder: 'south', expires_at: 9000 });
    });
    assert.equal(await claim('south', 1500), true);
    assert.deepEqual(await db('leases').where({ name: 'other' }).pluck('expires_at'), [9000]);
  });

  it('does not hinder work of another name', async () => {
    await db('leases').insert({ name: 'usage', holder: 'north', expires_at: 5000 });
    assert.equal(await claim('south'), true);
  });
});

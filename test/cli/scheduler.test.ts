import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { pino } from 'pino';
import type { Environment } from '../../src/cli/environment.ts';
import { runOnce } from '../../src/cli/scheduler.ts';
import { readConfig } from '../../src/config.ts';
import { jobs } from '../../src/jobs.ts';
import { openTestDb } from '../helpers/db.ts';
import { Browser, makeRoot, testApp } from '../http/helpers/app.ts';

describe('scheduled work', () => {
  let db: Knex;
  let environment: Environment;
  beforeEach(async () => {
    db = await openTestDb();
    environment = { config: readConfig({}), db, log: pino({ level: 'silent' }) };
  });
  afterEach(() => db.destroy());

  it('is done once at each time, however many processes are there', async () => {
    let runs = 0;
    const job = { name: 'count', every: '* * * * *', run: () => Promise.resolve(void (runs += 1)) };
    const slot = 60_000 * 1000;
    const ran = await Promise.all([1, 2, 3, 4].map(() => runOnce(environment, job, slot)));
    assert.deepEqual([runs, ran.filter(Boolean).length], [1, 1]);
    assert.equal(await runOnce(environment, job, slot), false);
    assert.equal(await runOnce(environment, job, slot + 60_000), true);
    assert.equal(runs, 2);
  });

  it('is done again after it has failed', async () => {
    let runs = 0;
    const job = {
      name: 'fail',
      every: '* * * * *',
      run: () => (runs++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve()),
    };
    await assert.rejects(runOnce(environment, job, 60_000), /no/);
    assert.equal(await runOnce(environment, job, 120_000), true);
  });

  it('removes sessions that have ended and counters that have run out', async () => {
    await makeRoot(db);
    const { app } = await testApp(db);
    await new Browser(app).signIn();
    await new Browser(app).signIn();
    const [first] = await db('sessions').select('id');
    await db('sessions')
      .where('id', first?.id ?? '')
      .update({ expires_at: 1 });
    await db('throttle').insert({ key: 'old', points: 1, expire: 1 });
    for (const job of jobs.filter(({ name }) => name === 'tidy' || name === 'login.settle'))
      assert.equal(await runOnce(environment, job, 60_000), true);
    assert.ok((await db('sessions')).every(({ expires_at }) => expires_at > 1));
    assert.equal(await db('throttle').where({ key: 'old' }).first(), undefined);
  });
});

import assert from 'node:assert/strict';
import type { Express } from 'express';
import type { Knex } from 'knex';
import { openSetup } from '../../src/modules/logins/index.ts';
import { Browser, makeRoot, openApp, password, type Clock } from './helpers/app.ts';

describe('the set-up link', () => {
  let db: Knex;
  let app: Express;
  let clock: Clock;
  let token: string;
  beforeEach(async () => {
    ({ db, app, clock } = await openApp());
    token = (await openSetup({ db }, clock.now)) ?? '';
  });
  afterEach(() => db.destroy());

  const form = { name: 'boss', email: 'boss@example.com', password };
  const link = (): string => `/setup/${token}`;

  it('makes the administrator and signs him in', async () => {
    const browser = new Browser(app);
    assert.match((await browser.get(link())).text, /<h1>Set up the panel<\/h1>/);
    const answer = await browser.post(link(), form);
    assert.deepEqual([answer.status, answer.headers['location']], [303, '/']);
    assert.equal((await browser.get('/login')).status, 303);
    assert.equal((await new Browser(app).signIn('boss')).status, 303);
  });

  it('works once', async () => {
    await new Browser(app).post(link(), form);
    const again = await new Browser(app).post(link(), { ...form, name: 'other' });
    assert.equal(again.status, 404);
    assert.match(again.text, /has been used or is too old/);
    assert.equal((await new Browser(app).get(link())).status, 404);
    assert.equal((await db('logins')).length, 1);
  });

  it('works once however many use it at the same time', async () => {
    const answers = await Promise.all(
      ['one', 'two', 'three', 'four'].map((name) => new Browser(app).post(link(), { ...form, name })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 404, 404, 404]);
    assert.equal((await db('logins')).length, 1);
  });

  it('is still good after a mistake, and what was typed stays but for the password', async () => {
    const wrong = await new Browser(app).post(link(), { ...form, password: 'too short' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /value="boss"/);
    assert.match(wrong.text, /Use at least 10 characters/);
    assert.doesNotMatch(wrong.text, /too short/);
    assert.equal((await new Browser(app).post(link(), { ...form, name: 'No Name' })).status, 422);
    assert.equal((await new Browser(app).post(link(), form)).status, 303);
  });

  it('is void after a day, and when a newer one is made', async () => {
    const newer = await openSetup({ db }, clock.now);
    assert.equal((await new Browser(app).get(link())).status, 404);
    clock.pass(24 * 3_600_000);
    assert.equal((await new Browser(app).get(`/setup/${newer ?? ''}`)).status, 404);
  });

  it('is not made when there is an administrator', async () => {
    await makeRoot(db);
    assert.equal(await openSetup({ db }, clock.now), null);
  });

  it('is kept as a hash', async () => {
    assert.equal(JSON.stringify(await db('settings')).includes(token), false);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { SessionData } from 'express-session';
import request from 'supertest';
import { DbSessionStore } from '../../src/http/session-store.ts';
import { hashOf } from '../../src/modules/session/index.ts';
import { openTestDb } from '../helpers/db.ts';
import type { Clock } from './helpers/app.ts';
import { Browser, makeRoot, testApp } from './helpers/app.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('a session', () => {
  let db: Knex;
  let loginId: number;
  beforeEach(async () => {
    db = await openTestDb();
    loginId = await makeRoot(db);
  });
  afterEach(() => db.destroy());

  async function signedIn(options: Parameters<typeof testApp>[1] = {}): Promise<{ browser: Browser; clock: Clock }> {
    const { app, clock } = await testApp(db, options);
    const browser = new Browser(app);
    await browser.signIn();
    return { browser, clock };
  }

  const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/login')).status === 303;
  const copyOf = ({ app, headers, cookies }: Browser): Browser => {
    const copy = new Browser(app, headers);
    for (const [name, value] of cookies) copy.cookies.set(name, value);
    return copy;
  };

  it('is not kept for visitors', async () => {
    const { app } = await testApp(db);
    const answer = await new Browser(app).get('/login');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal((await db('sessions')).length, 0);
  });

  it('gets a new id at sign-in, and the old one is dead', async () => {
    const { browser } = await signedIn();
    const before = copyOf(browser);
    await browser.signInAgain();
    assert.notEqual(browser.cookies.get('sublet'), before.cookies.get('sublet'));
    assert.equal(await isIn(browser), true);
    assert.equal(await isIn(before), false);
  });

  it('never takes an id that was given to it', async () => {
    const { app } = await testApp(db);
    const browser = new Browser(app);
    browser.cookies.set('sublet', 's%3Achosen.signature');
    await browser.signIn();
    assert.doesNotMatch(browser.cookies.get('sublet') ?? '', /chosen/);
    assert.equal(
      await db('sessions')
        .where({ id: hashOf('chosen') })
        .first(),
      undefined,
    );
  });

  it('is dead after sign-out, also for who has kept the cookie', async () => {
    const { browser } = await signedIn();
    const kept = copyOf(browser);
    await browser.readToken();
    const answer = await browser.post('/logout');
    assert.equal(answer.status, 303);
    assert.equal(browser.cookies.has('sublet'), false);
    assert.equal(await isIn(kept), false);
    assert.equal((await db('sessions')).length, 0);
  });

  it('does not come back when a request that began before its end is answered after it', async () => {
    const { app, deps } = await testApp(db);
    const browser = new Browser(app);
    await browser.signIn();
    const store = new DbSessionStore(deps);
    const data = await new Promise<SessionData>((done) => {
      store.get(browser.sessionId, (_error, session) => {
        assert.ok(session);
        done(session);
      });
    });
    await db('sessions').del();
    await new Promise((done) => {
      store.set(browser.sessionId, data, done);
    });
    assert.equal((await db('sessions')).length, 0);
  });

  it('ends when it is idle for too long', async () => {
    const { browser, clock } = await signedIn({ config: { sessionIdle: 30 * minute } });
    clock.pass(29 * minute);
    assert.equal(await isIn(browser), true);
    clock.pass(29 * minute);
    assert.equal(await isIn(browser), true);
    clock.pass(31 * minute);
    assert.equal(await isIn(browser), false);
  });

  it('ends at its absolute limit however busy it is', async () => {
    const { browser, clock } = await signedIn({ config: { sessionIdle: 30 * minute, sessionMax: hour } });
    for (let n = 0; n < 5; n += 1) {
      clock.pass(11 * minute);
      assert.equal(await isIn(browser), true);
    }
    clock.pass(6 * minute);
    assert.equal(await isIn(browser), false);
  });

  it('is written at most once a minute', async () => {
    const { browser, clock } = await signedIn();
    const seen = async (): Promise<number | undefined> => (await db('sessions').first('seen_at'))?.seen_at;
    const first = await seen();
    clock.pass(59_000);
    await isIn(browser);
    assert.equal(await seen(), first);
    clock.pass(1000);
    await isIn(browser);
    assert.equal(await seen(), (first ?? 0) + minute);
  });

  it('ends when its login is deleted', async () => {
    const { browser } = await signedIn();
    await db('logins').where({ id: loginId }).update({ deleted_at: 1, living_login: null });
    assert.equal(await isIn(browser), false);
  });

  it('is kept under the hash of its id, with address and browser', async () => {
    const { app } = await testApp(db);
    const browser = new Browser(app, { 'sec-fetch-site': 'same-origin', 'user-agent': 'Test/1.0' });
    await browser.signIn();
    const [row] = await db('sessions');
    assert.equal(row?.id, hashOf(browser.sessionId));
    assert.equal(JSON.stringify(row).includes(browser.sessionId), false);
    assert.equal(row.user_agent, 'Test/1.0');
    assert.match(row.address, /127\.0\.0\.1$/);
  });

  it('keeps what it holds whatever bytes come in headers', async () => {
    const { browser } = await signedIn();
    const before = (await db('sessions').first('data'))?.data;
    for (const value of ['x; loginId=99', '{"loginId":99}', 'a\tb', '\u00ff\u00fe'])
      await request(browser.app)
        .get('/login')
        .set({ cookie: browser.cookieHeader, 'user-agent': value, 'x-login': value });
    assert.equal((await db('sessions').first('data'))?.data, before);
  });

  it('has a cookie that scripts cannot read and other sites cannot send', async () => {
    const { app } = await testApp(db);
    const plain = await new Browser(app).signIn();
    assert.match(String(plain.headers['set-cookie']), /^sublet=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('has a cookie for this host and https only when the panel is served so', async () => {
    const { app } = await testApp(db, { config: { publicUrl: 'https://panel.example.com' } });
    const answer = await new Browser(app).signIn();
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-sublet=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    assert.match(String(answer.headers['strict-transport-security']), /max-age=31536000/);
  });
});

import assert from 'node:assert/strict';
import type { Express } from 'express';
import type { Knex } from 'knex';
import { Browser, openApp, password, signedIn } from './helpers/app.ts';

const fresh = 'a quite different pass phrase';

describe('the profile', () => {
  let db: Knex;
  let app: Express;
  beforeEach(async () => {
    ({ db, app } = await openApp('root'));
  });
  afterEach(() => db.destroy());

  const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/login')).status === 303;
  const change = { password_now: password, password: fresh, password_again: fresh };

  it('keeps language, time zone, keys and what to be told of', async () => {
    const browser = await signedIn(app);
    const answer = await browser.post('/profile', {
      lang: 'ru',
      tz: 'Europe/Warsaw',
      shortcuts: 'off',
      notify_answer: 'panel',
    });
    assert.equal(answer.status, 303);
    const login = await db('logins').first();
    const notify = { new: 'both', answer: 'panel', assigned: 'both', closed: 'both' };
    assert.deepEqual(
      [login?.lang, login?.tz, JSON.parse(login?.prefs ?? '')],
      ['ru', 'Europe/Warsaw', { shortcuts: false, notify }],
    );
    assert.equal((await browser.get('/profile')).status, 200);
  });

  it('refuses a zone and a language that do not exist', async () => {
    const browser = await signedIn(app);
    assert.equal((await browser.post('/profile', { tz: 'Mars/Olympus' })).status, 422);
    assert.equal((await browser.post('/profile', { lang: 'tlh' })).status, 422);
    assert.equal((await browser.post('/profile', { notify_new: 'loudly' })).status, 422);
  });

  it('changes the password: the session goes on under a new id, all others and the old id are dead', async () => {
    const [here, elsewhere] = [await signedIn(app), await signedIn(app)];
    const copied = new Browser(app);
    for (const [name, value] of here.cookies) copied.cookies.set(name, value);

    assert.equal((await here.post('/profile', change)).status, 303);

    assert.deepEqual([await isIn(here), await isIn(copied), await isIn(elsewhere)], [true, false, false]);
    assert.equal((await new Browser(app).signIn('root', password)).status, 401);
    assert.equal((await new Browser(app).signIn('root', fresh)).status, 303);
  });

  it('takes with it what the session has entered', async () => {
    const here = await signedIn(app);
    const session = await db('sessions').first();
    const grant = {
      login_id: 1,
      account_id: 1,
      parent_grant_id: null,
      return_to: '/',
      created_at: 1,
      seen_at: 1,
      ended_at: null,
    };
    await db('acting_grants').insert({ id: 'grant', session_id: session?.id ?? '', ...grant });
    await here.post('/profile', change);
    assert.equal((await db('acting_grants').first('session_id'))?.session_id, (await db('sessions').first('id'))?.id);
  });

  it('changes nothing without the present password, with two entries that differ, or with a poor one', async () => {
    const here = await signedIn(app);
    const before = await db('logins').first('password_hash');
    for (const wrong of [
      { password_now: 'nonsense' },
      { password_now: '' },
      { password_again: 'other' },
      { password: 'short', password_again: 'short' },
      { password, password_again: password },
    ]) {
      await here.readToken();
      const answer = await here.post('/profile', { ...change, ...wrong });
      assert.equal(answer.status, 422);
      assert.equal(answer.text.includes(fresh), false);
    }
    assert.deepEqual(await db('logins').first('password_hash'), before);
  });

  it('does not let the present password be guessed', async () => {
    const here = await signedIn(app);
    for (let n = 0; n < 10; n += 1) {
      await here.readToken();
      assert.equal((await here.post('/profile', { ...change, password_now: `guess ${String(n)}` })).status, 422);
    }
    await here.readToken();
    const answer = await here.post('/profile', change);
    assert.match(answer.text, /Too many failed sign-ins/);
    assert.equal((await new Browser(app).signIn('root', fresh)).status, 401);
  });

  it('leaves a trace without the password', async () => {
    const here = await signedIn(app);
    await here.post('/profile', { ...change, lang: 'ru' });
    const trace = (await db('audit').where({ func: 'profile' }).first()) ?? { after: '' };
    assert.match(trace.after ?? '', /"password":"•••"/);
    assert.doesNotMatch(JSON.stringify(trace), /argon2|different pass/);
  });

  it('shows no password', async () => {
    const here = await signedIn(app);
    assert.doesNotMatch((await here.get('/profile')).text, /argon2|type="password"[^>]*value="[^"]/);
    assert.doesNotMatch((await here.get('/profile?out=json')).text, /argon2|password/);
  });
});

describe('the preferences', () => {
  let db: Knex;
  let app: Express;
  beforeEach(async () => {
    ({ db, app } = await openApp('root'));
  });
  afterEach(() => db.destroy());

  it('are kept by the browser of who has not signed in, and lead back to the page', async () => {
    const browser = new Browser(app);
    const answer = await browser.post('/preferences', { theme: 'dark', lang: 'ru' });
    assert.equal(answer.headers['location'], '/');
    assert.match((await browser.get('/login')).text, /<html lang="ru" data-bs-theme="dark">/);
    await browser.post('/preferences', { theme: 'auto' });
    assert.match((await browser.get('/login')).text, /<html lang="ru">/);
  });

  it('are kept with the login of who has', async () => {
    const browser = await signedIn(app);
    await browser.post('/preferences', { lang: 'ru' });
    assert.equal((await db('logins').first('lang'))?.lang, 'ru');
    const other = new Browser(app);
    await other.signIn();
    assert.equal(other.cookies.get('lang'), 'ru');
  });

  it('take nothing that is not offered', async () => {
    const answer = await new Browser(app).post('/preferences', { theme: 'pink; Path=/x', lang: '__proto__' });
    assert.equal(answer.headers['set-cookie'], undefined);
  });
});

describe('the list of sessions', () => {
  let db: Knex;
  let app: Express;
  beforeEach(async () => {
    ({ db, app } = await openApp('root', 'other'));
  });
  afterEach(() => db.destroy());

  const firefox = {
    'sec-fetch-site': 'same-origin',
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
  const phone = {
    'sec-fetch-site': 'same-origin',
    'user-agent':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
  };
  interface Listed {
    id: string;
    device: string;
    current: string;
  }
  const listed = async (browser: Browser, query = ''): Promise<Listed[]> =>
    JSON.parse((await browser.get(`/session?out=jsondata${query}`)).text) as Listed[];

  const signIn = (headers: Record<string, string>, name = 'root'): Promise<Browser> => signedIn(app, name, headers);

  it('names the devices of one’s own sessions and says which one this is', async () => {
    const here = await signIn(firefox);
    await signIn(phone);
    await signIn(phone, 'other');
    const sessions = await listed(here, '&p_col=device');
    assert.deepEqual(sessions.map(({ device }) => device).sort(), ['Firefox, Windows', 'Safari, iPhone']);
    assert.deepEqual(
      sessions.filter(({ current }) => current === 'on').map(({ device }) => device),
      ['Firefox, Windows'],
    );
  });

  it('ends sessions, and nobody else’s', async () => {
    const [here, there, others] = [await signIn(firefox), await signIn(phone), await signIn(phone, 'other')];
    const [mine, foreign] = [await listed(here), await listed(others)];
    const away = mine.find(({ device }) => device === 'Safari, iPhone')?.id ?? '';
    assert.equal((await here.post('/do', { func: 'session.end', elid: away })).status, 303);
    assert.equal((await there.get('/login')).status, 200);
    assert.equal((await here.post('/do', { func: 'session.end', elid: foreign[0]?.id ?? '' })).status, 404);
    assert.equal((await others.get('/login')).status, 303);
    assert.equal((await here.post('/do', { func: 'session.end', elid: away })).status, 404);
  });
});

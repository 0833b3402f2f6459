import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Response } from 'supertest';
import { openTestDb } from '../helpers/db.ts';
import { Browser, makeRoot, password, testApp } from './helpers/app.ts';

describe('signing in', () => {
  let db: Knex;
  beforeEach(async () => {
    db = await openTestDb();
    await makeRoot(db);
  });
  afterEach(() => db.destroy());

  /** All that a stranger can compare, but the time of day. */
  const visible = ({ status, headers, text }: Response, name: string): unknown => {
    const { date: _date, ...rest } = headers as Record<string, unknown>;
    return { status, headers: rest, text: text.replaceAll(name, 'NAME') };
  };

  it('lets in by name and by e-mail, whatever the case', async () => {
    const { app } = await testApp(db);
    for (const name of ['root', 'ROOT', 'root@example.com', ' Root@Example.com ']) {
      const answer = await new Browser(app).signIn(name);
      assert.deepEqual([answer.status, answer.headers['location']], [303, '/'], name);
    }
  });

  it('does not let in by an e-mail that two have', async () => {
    await makeRoot(db, 'second');
    await db('logins').update({ email: 'both@example.com' });
    const { app } = await testApp(db);
    assert.equal((await new Browser(app).signIn('both@example.com')).status, 401);
  });

  it('answers alike to an unknown name, a wrong password and a suspended account', async () => {
    await makeRoot(db, 'four');
    const { app } = await testApp(db);
    const wrong = visible(await new Browser(app).signIn('root', 'not this one'), 'root');
    const unknown = visible(await new Browser(app).signIn('nono', 'not this one'), 'nono');
    await db('accounts').update({ holds: 1 });
    const suspended = visible(await new Browser(app).signIn('four', 'not this one'), 'four');
    assert.equal((wrong as Response).status, 401);
    assert.deepEqual(unknown, wrong);
    assert.deepEqual(suspended, wrong);
  });

  it('tells who has the right password that the account is suspended, and why', async () => {
    const [account] = await db('accounts').select('id');
    const hold = { placed_by: null, placed_by_name: 'x', placed_by_level: 'admin' as const, placed_at: 1 };
    await db('holds').insert({ account_id: account?.id ?? 0, kind: 'manual', reason: 'Bill 7 & <b>8</b>', ...hold });
    await db('accounts').update({ holds: 1 });
    const { app } = await testApp(db);
    const answer = await new Browser(app).signIn();
    assert.equal(answer.status, 403);
    assert.match(
      answer.text,
      /The account is suspended\. Please contact your provider\. Reason: Bill 7 &amp; &lt;b&gt;8&lt;\/b&gt;/,
    );
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('never shows the password again', async () => {
    const { app } = await testApp(db);
    const answer = await new Browser(app).signIn('root', 'a secret that is wrong');
    assert.doesNotMatch(answer.text, /a secret that is wrong/);
    assert.match(answer.text, /value="root"/);
  });

  it('takes neither a list nor a number for a name', async () => {
    const { app } = await testApp(db);
    const browser = new Browser(app);
    for (const form of [{ 'name[]': 'root' }, { 'name[x]': 'root' }, { name: '0' }, {}] as Record<string, string>[])
      assert.equal((await browser.post('/login', { password, ...form })).status, 401);
  });

  it('refuses after ten failures for one login, counted by all processes together', async () => {
    const [one, other] = [await testApp(db), await testApp(db)];
    for (let n = 0; n < 10; n += 1) {
      const answer = await new Browser((n % 2 === 0 ? one : other).app).signIn('root', 'wrong');
      assert.equal(answer.status, 401);
    }
    for (const { app } of [one, other]) {
      const answer = await new Browser(app).signIn();
      assert.equal(answer.status, 429);
      assert.ok(Number(answer.headers['retry-after']) > 800);
    }
    assert.equal((await new Browser(one.app).signIn('somebody', 'wrong')).status, 401);
  });

  it('refuses an unknown name after as many failures as a known one', async () => {
    const { app } = await testApp(db);
    for (let n = 0; n < 10; n += 1) await new Browser(app).signIn('nobody', 'wrong');
    assert.equal((await new Browser(app).signIn('nobody', 'wrong')).status, 429);
  });

  it('lets nobody past the limit by trying many at the same time', async () => {
    const { app } = await testApp(db);
    const answers = await Promise.all(Array.from({ length: 30 }, () => new Browser(app).signIn('root', 'wrong')));
    assert.equal(answers.filter(({ status }) => status === 401).length, 10);
    assert.equal(answers.filter(({ status }) => status === 429).length, 20);
  });

  it('still lets in from where the login was last used', async () => {
    const { app } = await testApp(db, { config: { trustProxy: 1 } });
    const at = (address: string): Browser =>
      new Browser(app, { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address });
    await at('192.0.2.1').signIn();
    for (let n = 0; n < 11; n += 1) await at('198.51.100.7').signIn('root', 'wrong');
    assert.equal((await at('198.51.100.7').signIn()).status, 429);
    assert.equal((await at('192.0.2.1').signIn()).status, 303);
  });

  it('counts an address whatever names are tried', async () => {
    const { app } = await testApp(db);
    const statuses: number[] = [];
    for (let n = 0; n < 51; n += 1) statuses.push((await new Browser(app).signIn(`name${String(n)}`, 'wrong')).status);
    assert.deepEqual([statuses[49], statuses[50]], [401, 429]);
  });

  it('believes nobody about his address unless told to', async () => {
    const { app } = await testApp(db);
    for (let n = 0; n < 50; n += 1)
      await new Browser(app, { 'x-forwarded-for': `192.0.2.${String(n)}` }).signIn(`name${String(n)}`, 'wrong');
    assert.equal((await new Browser(app, { 'x-forwarded-for': '192.0.2.99' }).signIn('more', 'wrong')).status, 429);
    await db('throttle').del();
    await new Browser(app, { 'x-forwarded-for': '6.6.6.6' }).signIn();
    assert.doesNotMatch((await db('logins').first('last_login_address'))?.last_login_address ?? '', /6\.6\.6\.6/);
  });

  it('renews a hash that was made with older parameters', async () => {
    const { hash } = await import('@node-rs/argon2');
    const old = await hash(password, { memoryCost: 8192, timeCost: 1 });
    await db('logins').update({ password_hash: old });
    const { app } = await testApp(db);
    await new Browser(app).signIn();
    assert.match(
      (await db('logins').first('password_hash'))?.password_hash ?? '',
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
    assert.equal((await new Browser(app).signIn()).status, 303);
  });

  it('leads on to the page that was asked for, and nowhere else', async () => {
    const { app } = await testApp(db);
    const inside = { '/user?filter=a%20b': '/user?filter=a%20b', '/as/x/site': '/as/x/site' };
    const outside = [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example/',
      'javascript:alert(1)',
      '/%0d%0aSet-Cookie:x=y',
      '/\t/evil.example',
      '/..//evil.example',
      '',
      '/login',
      'evil',
    ];
    for (const [next, place] of Object.entries(inside))
      assert.equal(
        (await new Browser(app).post(`/login?next=${encodeURIComponent(next)}`, { name: 'root', password })).headers[
          'location'
        ],
        place,
      );
    for (const next of outside) {
      const { headers } = await new Browser(app).post(`/login?next=${encodeURIComponent(next)}`, {
        name: 'root',
        password,
      });
      assert.match(String(headers['location']), /^\/(?![/\\])[^\r\n\\]*$/, next);
      assert.equal(new URL(String(headers['location']), 'http://here.example').host, 'here.example');
    }
  });

  it('is where visitors are led, and led back from', async () => {
    const { app } = await testApp(db);
    const browser = new Browser(app);
    assert.equal((await browser.get('/user?filter=x')).headers['location'], '/login?next=%2Fuser%3Ffilter%3Dx');
    assert.equal((await browser.get('/')).headers['location'], '/login');
    assert.equal((await browser.post('/do', { func: 'user.delete' })).headers['location'], '/login');
  });

  it('is where htmx is sent when the session has ended', async () => {
    const { app } = await testApp(db);
    const answer = await new Browser(app, { 'hx-request': 'true' }).get('/user');
    assert.deepEqual([answer.status, answer.headers['hx-redirect'], answer.text], [401, '/login', '']);
  });

  it('is refused in JSON to who asks for JSON', async () => {
    const { app } = await testApp(db);
    const answer = await new Browser(app, { accept: 'application/json' }).get('/user');
    assert.equal(answer.status, 401);
    assert.deepEqual((answer.body as { error: unknown }).error, {
      type: 'auth',
      object: '',
      value: '',
      msg: 'Sign in first.',
    });
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { Knex } from 'knex';
import request, { type Response } from 'supertest';
import { openApp, password, signedIn, testApp } from './helpers/app.ts';

describe('the door', () => {
  let db: Knex;
  let app: Express;
  beforeEach(async () => {
    ({ db, app } = await openApp('root'));
  });
  afterEach(() => db.destroy());

  const changes = ['/logout', '/preferences', '/as/abc/logout', '/login'];
  const sessionsLeft = async (): Promise<number> => (await db('sessions')).length;

  it('takes no change of a session without the token of that session', async () => {
    const [mine, other] = [await signedIn(app), await signedIn(app)];
    for (const path of changes)
      for (const csrf of ['', 'x', other.csrf, 'undefined']) {
        const answer = await mine.post(path, { csrf, lang: 'ru', name: 'root', password });
        assert.equal(answer.status, 403, `${path} ${csrf}`);
        assert.match(answer.text, /open for too long/);
      }
    assert.equal(await sessionsLeft(), 2);
    assert.equal((await db('logins').first('lang'))?.lang, null);
  });

  it('takes the token as a header too', async () => {
    const browser = await signedIn(app);
    const answer = await request(app)
      .post('/logout')
      .set({ cookie: browser.cookieHeader, 'x-csrf-token': browser.csrf });
    assert.equal(answer.status, 303);
    assert.equal(await sessionsLeft(), 0);
  });

  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'nonsense' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
  ];

  for (const headers of foreign)
    it(`takes no change with ${JSON.stringify(headers)}`, async () => {
      const browser = await signedIn(app);
      for (const path of [...changes, '/setup/abc']) {
        const sent = { cookie: browser.cookieHeader, ...headers };
        const answer = await request(app)
          .post(path)
          .set(sent)
          .type('form')
          .send({ csrf: browser.csrf, lang: 'ru', name: 'root', password });
        assert.equal(answer.status, 403, path);
        assert.match(answer.text, /another site/);
      }
      assert.equal(await sessionsLeft(), 1);
    });

  it('takes what its own pages send, and what is no browser', async () => {
    const { host } = new URL(request(app).get('/').url);
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { host, origin: `http://${host}` }, {}])
      assert.equal(
        (await request(app).post('/login').set(headers).type('form').send({ name: 'root', password })).status,
        303,
      );
  });

  it('takes the public address for its own behind a proxy that hides the host', async () => {
    const behind = await testApp(db, { config: { publicUrl: 'https://panel.example.com' } });
    const send = (origin: string): request.Test =>
      request(behind.app).post('/login').set({ origin }).type('form').send({ name: 'root', password });
    assert.equal((await send('https://panel.example.com')).status, 303);
    assert.equal((await send('https://panel.example.com.evil.example')).status, 403);
  });

  it('knows GET, HEAD and POST and nothing else, whatever header asks for it', async () => {
    const test = request(app);
    for (const answer of [
      await test.put('/login'),
      await test.patch('/'),
      await test.delete('/user'),
      await test.options('/login'),
      await test.propfind('/'),
    ]) {
      assert.equal(answer.status, 405);
      assert.equal(answer.headers['allow'], 'GET, HEAD, POST');
    }
    assert.equal(
      (await test.get('/logout').set('x-http-method-override', 'POST')).headers['location'],
      '/login?next=%2Flogout'.replace(/\?.*/, ''),
    );
  });

  it('changes nothing by GET or HEAD', async () => {
    const browser = await signedIn(app);
    for (const path of [...changes, '/setup/x', '/', '/preferences?lang=ru']) {
      await browser.get(path);
      await request(app).head(path).set('cookie', browser.cookieHeader);
    }
    assert.equal(await sessionsLeft(), 1);
    assert.equal((await db('logins').first('lang'))?.lang, null);
  });

  it('shows visitors nothing but sign-in, set-up, health and assets', async () => {
    const open = ['/login', '/healthz'];
    for (const path of [...open, '/', '/user', '/user.edit', '/do', '/as/x/user', '/as/x/', '/profile', '/session'])
      for (const answer of [await request(app).get(path), await request(app).post(path)]) {
        if (open.includes(path)) continue;
        assert.ok(answer.status === 303 || answer.status === 401, `${path} ${String(answer.status)}`);
      }
    assert.equal((await request(app).get('/setup/x')).status, 404);
  });

  it('says a name twice in an address is ambiguous, and takes the last of a form', async () => {
    assert.equal((await request(app).get('/login?next=/a&next=/b')).status, 422);
    const answer = await request(app)
      .post('/login')
      .type('form')
      .send(`name=nobody&name=root&password=${encodeURIComponent(password)}`);
    assert.equal(answer.status, 303);
    assert.equal((await request(app).post('/login?name=root').type('form').send('name=other')).status, 422);
    assert.equal((await request(app).get('/login?elid=1&elid=2')).status, 200);
  });

  it('refuses what is too large, too much or broken with a page that says so', async () => {
    const form = (body: string): request.Test => request(app).post('/login').type('form').send(body);
    const answers: [Response, number][] = [
      [await form(`name=${'x'.repeat(300_000)}`), 413],
      [await form('a=1&'.repeat(3000)), 413],
      [await form('a=1').set('content-type', 'application/x-www-form-urlencoded; charset=utf-7'), 415],
      [await form('a=1').set('content-encoding', 'nonsense'), 415],
      [await request(app).get('/%E0%A4%A'), 303],
      [await request(app).get('/setup/%E0%A4%A'), 400],
    ];
    for (const [answer, status] of answers) {
      assert.equal(answer.status, status);
      if (status !== 303) assert.match(answer.text, /<h1>This did not work<\/h1>/);
    }
  });

  it('does not let a form reach an object’s prototype', async () => {
    await request(app)
      .post('/login')
      .type('form')
      .send('__proto__=x&constructor[prototype][polluted]=1&__proto__[polluted]=1');
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('sends the same policy with every answer', async () => {
    const policy =
      "default-src 'none';script-src 'self';script-src-attr 'none';style-src 'self';style-src-attr 'none';img-src 'self';font-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none';manifest-src 'self';object-src 'none'";
    for (const answer of [
      await request(app).get('/login'),
      await request(app).get('/x'),
      await request(app).put('/'),
      await request(app).get('/healthz'),
    ]) {
      const { headers } = answer as { headers: Record<string, string> };
      assert.equal(headers['content-security-policy'], policy);
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['referrer-policy'], 'same-origin');
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.match(headers['permissions-policy'] ?? '', /camera=\(\)/);
      assert.equal(headers['strict-transport-security'], undefined);
      assert.equal(headers['x-powered-by'], undefined);
    }
  });

  it('finds no page that has no path', async () => {
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const method of ['GET', 'HEAD', 'POST']) {
      const asked = get({ host: '127.0.0.1', port, method, path: '*', agent: false });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      assert.equal(answer.statusCode, 404, method);
    }
    server.close();
  });
});

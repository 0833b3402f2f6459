import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import type { Knex } from 'knex';
import request, { type Test } from 'supertest';
import { openTestDb } from '../helpers/db.ts';
import { Browser, makeRoot, password, signedIn, testApp } from './helpers/app.ts';

/** Keeps what is logged, a line each. */
class Lines extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
  get all(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

describe('an error', () => {
  let db: Knex;
  beforeEach(async () => {
    db = await openTestDb();
    await makeRoot(db);
  });
  afterEach(() => db.destroy());

  it('of ours shows a number and nothing else; the log has the number and the cause', async () => {
    const log = new Lines();
    const { app } = await testApp(db, { log });
    const browser = new Browser(app);
    await browser.signIn();
    await db.schema.renameTable('sessions', 'gone');
    const answer = await browser.get('/user');
    await db.schema.renameTable('gone', 'sessions');
    assert.equal(answer.status, 500);
    const id = /this number: ([0-9a-f]{12})/.exec(answer.text)?.[1];
    assert.ok(id);
    assert.doesNotMatch(answer.text, /sessions|select|at .*\.ts|Error/);
    const line = log.all.find(({ msg }) => msg === 'unexpected error');
    assert.ok(line);
    assert.equal(line['id'], id);
    assert.match(JSON.stringify(line['err']), /sessions/);
  });

  it('is told in the language of the reader', async () => {
    const { app } = await testApp(db);
    assert.match(
      (await request(app).put('/').set('accept-language', 'ru')).text,
      /<html lang="ru">.*Панель принимает GET/,
    );
    assert.match((await request(app).put('/').set('accept-language', 'fr, de;q=0.5')).text, /<html lang="en">/);
    assert.match(
      (await request(app).put('/').set({ cookie: 'lang=ru; theme=dark' })).text,
      /<html lang="ru" data-bs-theme="dark">/,
    );
  });

  it('is told as data to who asks for data', async () => {
    const { app } = await testApp(db);
    const json = await request(app).put('/?out=json');
    assert.equal(json.status, 405);
    assert.match(String(json.headers['content-type']), /json/);
    assert.equal((JSON.parse(json.text) as { doc: { error: { $type: string } } }).doc.error.$type, 'value');
    assert.match((await request(app).put('/?out=xml')).text, /^<\?xml .*<error type="value"/s);
    assert.match((await request(app).put('/?out=text')).text, /^ERROR value/);
  });

  it('of an address that does not exist looks like the panel', async () => {
    const { app } = await testApp(db);
    const browser = new Browser(app);
    await browser.signIn();
    const answer = await browser.get('/no/such/page/at/all');
    assert.equal(answer.status, 404);
    assert.match(answer.text, /<!DOCTYPE html>/);
  });

  it('escapes what it repeats', async () => {
    const { app } = await testApp(db);
    const canary = '"><x y=\'';
    const sent: Test[] = [
      request(app).get(`/login?next=${encodeURIComponent(canary)}&a=${encodeURIComponent(canary)}`),
      request(app).post('/login').type('form').send({ name: canary, password: canary }),
      request(app).get(`/${encodeURIComponent(canary)}`),
      request(app).get(`/setup/${encodeURIComponent(canary)}`),
      request(app).get(`/login?${encodeURIComponent(canary)}=1&${encodeURIComponent(canary)}=2`),
      request(app)
        .get('/login')
        .set({ 'accept-language': canary, cookie: `lang=${canary}; theme=${canary}`, referer: canary }),
    ];
    for (const test of sent) assert.equal((await test).text.includes('<x y='), false);
  });

  it('never hides in the log: a request is one line, without query and secrets', async () => {
    const log = new Lines();
    const { app } = await testApp(db, { log });
    await request(app).get('/login?next=/x&secret=canary1');
    await request(app).get('/setup/canary2');
    await request(app).post('/login').type('form').send({ name: 'canary3\r\n{"level":50}', password: 'canary4' });
    await request(app).post('/login').type('form').send({ name: 'root', password });
    const lines = log.all.filter(({ msg }) => msg === 'request');
    assert.deepEqual(
      lines.map(({ req }) => (req as { path: string }).path),
      ['/login', '/setup/…', '/login', '/login'],
    );
    assert.deepEqual(
      lines.map(({ level }) => level),
      [30, 40, 40, 30],
    );
    assert.doesNotMatch(log.text, new RegExp(`canary|${password}|argon2|s%3A`));
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'a[length]',
      '../../etc/passwd',
      '%00',
      '\r\nX: y',
      '1e400',
      '-1',
    ),
  );
  const headerText = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, ''));

  it('is never ours, whatever is sent', async () => {
    const { app } = await testApp(db);
    const browser = await signedIn(app);
    const paths = fc.constantFrom('/login', '/setup/x', '/preferences', '/', '/user', '/nothing');
    const requests = fc.record({
      path: paths,
      post: fc.boolean(),
      query: fc.dictionary(hostile, hostile),
      form: fc.dictionary(hostile, hostile),
      header: headerText,
      inside: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(requests, async ({ path, post, query, form, header, inside }) => {
        const url = `${path}?${new URLSearchParams(query).toString()}`;
        const test = post
          ? request(app)
              .post(url)
              .type('form')
              .send(new URLSearchParams({ ...form, csrf: browser.csrf }).toString())
          : request(app).get(url);
        const answer = await test.set({
          'user-agent': header,
          referer: header,
          'accept-language': header,
          ...(inside && { cookie: browser.cookieHeader }),
        });
        assert.ok(answer.status < 500, `${url} ${String(answer.status)}`);
      }),
      { numRuns: 150 },
    );
  });

  it('of garbage for cookies, tokens and types is never ours either', async () => {
    const { app } = await testApp(db);
    const header = fc.record({
      cookie: headerText,
      'x-csrf-token': headerText,
      'content-type': headerText,
      accept: headerText,
      'hx-current-url': headerText,
    });
    await fc.assert(
      fc.asyncProperty(header, async (headers) => {
        for (const test of [request(app).get('/user'), request(app).post('/preferences').send('lang=ru')]) {
          const answer = await test.set(headers);
          assert.ok(answer.status < 500, String(answer.status));
        }
      }),
      { numRuns: 75 },
    );
  });
});

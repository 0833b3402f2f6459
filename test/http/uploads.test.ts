import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import request, { type Response, type Test } from 'supertest';
import { installation } from '../helpers/installation.ts';
import { html, png, svg } from '../modules/tickets/uploads.ts';
import { openHouse, type House } from './helpers/api.ts';
import { Browser, signedIn } from './helpers/app.ts';

const { dataDir } = installation;
const uploadsLeft = (): Promise<string[]> => readdir(join(dataDir, 'uploads')).catch(() => []);

interface Sent {
  readonly fields?: Readonly<Record<string, string>>;
  readonly files?: readonly (readonly [name: string, content: string | Buffer, type?: string])[];
}

const question = { sok: 'ok', subject: 'Mail lands in spam', text: 'Since Thursday.', priority: 'medium' };

describe('a form with files', () => {
  let house: House;
  let alice: Browser;
  let north: Browser;
  before(async function () {
    this.timeout(20_000);
    house = await openHouse({ config: { dataDir } });
    [alice, north] = [await signedIn(house.app, 'alice'), await signedIn(house.app, 'north')];
  });
  after(async () => {
    await house.db.destroy();
    await rm(dataDir, { recursive: true, force: true });
  });
  afterEach(async () => {
    // The last of a request is done after its answer.
    for (let tries = 0; tries < 50 && (await uploadsLeft()).length > 0; tries += 1)
      await new Promise((go) => setTimeout(go, 20));
    assert.deepEqual(await uploadsLeft(), []);
  });

  function filled(test: Test, { fields = {}, files = [] }: Sent): Test {
    for (const [name, value] of Object.entries(fields)) void test.field(name, value);
    for (const [filename, content, contentType = 'text/plain'] of files)
      void test.attach('files', Buffer.from(content), { filename, contentType });
    return test;
  }
  const post = async (who: Browser, path: string, { fields = {}, files = [] }: Sent): Promise<Response> => {
    const test = request(house.app).post(path).set({ cookie: who.cookieHeader, 'sec-fetch-site': 'same-origin' });
    return filled(test, { fields: { csrf: who.csrf, ...fields }, files });
  };
  const get = async (who: Browser, path: string): Promise<Response> =>
    request(house.app).get(path).set({ cookie: who.cookieHeader }).buffer(true).responseType('blob');
  const attached = async (name: string): Promise<string> => {
    const row = await house.db('ticket_attachments').where({ name }).orderBy('id', 'desc').first('id');
    return String(row?.id ?? `no ${name}`);
  };

  it('keeps them, and the other side gets them as downloads that run nothing', async () => {
    const files = [['Отчёт "за" май.txt', html, 'text/html']] as const;
    const { status } = await post(alice, '/ticket.edit', { fields: question, files });
    assert.equal(status, 303);
    const elid = await attached('Отчёт "за" май.txt');
    const answer = await get(north, `/ticket.file?elid=${elid}`);
    assert.equal(answer.status, 200);
    assert.equal((answer.body as Buffer).toString(), html);
    const { headers } = answer;
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(headers['content-length'], String(html.length));
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(headers['cache-control'], 'no-store');
    const disposition = headers['content-disposition'] ?? '';
    assert.match(disposition, /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w%.]+$/);
    assert.ok(disposition.endsWith(encodeURIComponent('Отчёт "за" май.txt')));
    const data = await get(north, `/ticket.file?elid=${elid}&out=json`);
    assert.equal((data.body as Buffer).toString(), html);
  });

  it('shows pictures as the panel has drawn them, in the panel entered too', async () => {
    const files = [['shot.png', png(800, 10), 'image/svg+xml']] as const;
    await post(alice, '/ticket.edit', { fields: question, files });
    const elid = await attached('shot.png');
    const entered = await north.post('/do', { func: 'user.enter', elid: 'alice' });
    const base = (entered.headers['location'] ?? '').replace(/\/$/, '');
    assert.match(base, /^\/as\//);
    for (const path of ['', base]) {
      const answer = await get(north, `${path}/ticket.preview?elid=${elid}`);
      assert.equal(answer.headers['content-type'], 'image/webp');
      assert.equal(answer.headers['content-security-policy'], "default-src 'none'; sandbox");
      assert.equal(answer.headers['content-disposition'], undefined);
      assert.equal((answer.body as Buffer).subarray(8, 12).toString(), 'WEBP');
    }
  });

  it('sends a note’s to its own side only', async () => {
    await post(alice, '/ticket.edit', { fields: question });
    const ticket = await house.db('tickets').orderBy('id', 'desc').first('id');
    const fields = { func: 'ticket.reply', sok: 'ok', elid: String(ticket?.id), text: 'Look.', internal: 'on' };
    assert.equal((await post(north, '/do', { fields, files: [['note.png', png(5, 5)]] })).status, 303);
    const elid = await attached('note.png');
    const others = await Promise.all(['bob', 'south', 'root'].map((name) => signedIn(house.app, name)));
    for (const func of ['ticket.file', 'ticket.preview']) {
      assert.equal((await get(north, `/${func}?elid=${elid}`)).status, 200);
      for (const other of [alice, ...others]) assert.equal((await get(other, `/${func}?elid=${elid}`)).status, 404);
    }
  });

  it('shows what is wrong in the form, keeps what was typed, and says to choose files again', async () => {
    const wrong = await post(alice, '/ticket.edit', { fields: question, files: [['logo.svg', svg]] });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /“logo\.svg” is of a kind that is not taken\. Attach one of these: png, jpg/);
    assert.match(wrong.text, /Choose the files again/);
    assert.match(wrong.text, /Since Thursday\./);
    assert.match(wrong.text, /enctype="multipart\/form-data"/);
    const without = await post(alice, '/ticket.edit', {
      fields: { ...question, subject: '' },
      files: [['a.txt', 'a']],
    });
    assert.equal(without.status, 422);
    assert.match(without.text, /Choose the files again/);
    assert.ok(!without.text.includes(dataDir));
  });

  it('says its limits, and is sent to many at once', async () => {
    const page = await north.post('/do', { func: 'user.message', elid: 'alice' });
    assert.match(page.text, /At most 5 files of 10 MiB each: png, jpg/);
    assert.match(page.text, /enctype="multipart\/form-data"/);
    const root = await signedIn(house.app, 'root');
    const test = request(house.app).post('/do').set({ cookie: root.cookieHeader });
    const fields = { ...question, csrf: root.csrf, func: 'reseller.message' };
    const sent = filled(test, { fields, files: [['terms.txt', 'Terms']] });
    for (const elid of ['north', 'south']) void sent.field('elid', elid);
    assert.equal((await sent).status, 303);
    assert.equal((await house.db('ticket_attachments').where({ name: 'terms.txt' }).select('id')).length, 2);
    const forms = await get(alice, '/site.edit');
    assert.ok(!(forms.body as Buffer).toString().includes('multipart'));
  });

  it('is refused without the token of its session, from another site, and of a stranger, and leaves nothing', async () => {
    const before = await house.db('tickets').select('id');
    const files = [['a.txt', 'a']] as const;
    for (const csrf of ['', 'x', north.csrf])
      assert.equal((await post(alice, '/ticket.edit', { fields: { ...question, csrf }, files })).status, 403);
    const foreign = request(house.app)
      .post('/ticket.edit')
      .set({ cookie: alice.cookieHeader, origin: 'https://evil.example' });
    assert.equal((await filled(foreign, { fields: { csrf: alice.csrf }, files })).status, 403);
    const stranger = await post(new Browser(house.app), '/ticket.edit', { fields: question, files });
    assert.deepEqual([stranger.status, stranger.headers['location']], [303, '/login']);
    assert.deepEqual(await house.db('tickets').select('id'), before);
  });

  it('is bounded by the widest limits, in all and in number', async () => {
    await house.db('ticket_settings').insert({ account_id: house.tree.ids.root, file_size: 1000, file_count: 2 });
    try {
      const large = await post(alice, '/ticket.edit', { fields: question, files: [['a.txt', 'a'.repeat(1001)]] });
      assert.equal(large.status, 422);
      assert.match(large.text, /larger than/);
      const huge = await post(alice, '/ticket.edit', { fields: question, files: [['a.txt', 'a'.repeat(2 ** 21)]] });
      assert.equal(huge.status, 413);
      const three = Array.from({ length: 3 }, (_, index) => [`${String(index)}.txt`, 'a'] as const);
      assert.match(
        (await post(alice, '/ticket.edit', { fields: question, files: three })).text,
        /Attach at most 2 files/,
      );
      const many = Array.from({ length: 30 }, (_, index) => [`${String(index)}.txt`, 'a'] as const);
      assert.equal((await post(alice, '/ticket.edit', { fields: question, files: many })).status, 413);
    } finally {
      await house.db('ticket_settings').del();
    }
  });

  it('is taken by the API from callers that its address names, and files are answered as they are', async () => {
    const path = '/ispmgr?authinfo=alice:correct%20horse%20battery%20staple&func=ticket.edit&out=json';
    const call = (address: string, files: Sent['files'] = []): Test =>
      filled(request(house.app).post(address), { fields: question, files });
    assert.match((await call(path, [['api.txt', 'by API']])).text, /"ok"|"id"/);
    const elid = await attached('api.txt');
    const answer = await get(alice, `/ispmgr?func=ticket.file&elid=${elid}`);
    assert.equal((answer.body as Buffer).toString(), 'by API');
    assert.match(answer.headers['content-disposition'] ?? '', /^attachment/);
    assert.match((await call(path, [['logo.svg', svg]])).text, /"files"/);
    const nobody = await call('/ispmgr?func=ticket.edit', [['a.txt', 'a']]).field('authinfo', 'alice:x');
    assert.match(nobody.text, /type="auth"/);
    const browser = call('/ispmgr?func=ticket.edit', [['a.txt', 'a']]).set({ cookie: alice.cookieHeader });
    assert.match((await browser).text, /type="access"/);
    const { file } = (await house
      .db('ticket_attachments')
      .where({ id: Number(elid) })
      .first('file')) ?? { file: '' };
    assert.equal(await readFile(join(dataDir, 'attachments', file.slice(0, 2), file), 'utf8'), 'by API');
  });
});

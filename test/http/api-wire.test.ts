import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import request, { type Response } from 'supertest';
import { plantAccounts } from '../helpers/plant.ts';
import { as, cellsIn, errorIn, get, head, ok, openHouse, post, type House, type Params } from './helpers/api.ts';
import { password } from './helpers/app.ts';

describe('an answer of the API', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.db.destroy());

  const north = (params: Params, path = '/ispmgr'): Promise<Response> =>
    post(house.app, { ...as('north'), ...params }, path);
  const old = '/manager/ispmgr';

  it('has status 200, the bare type and its length, whatever it says', async () => {
    const calls: Params[] = [
      { func: 'user' },
      { func: 'user.edit' },
      { func: 'nosuch' },
      { func: 'reseller' },
      { func: 'user', authinfo: 'x:y' },
      { func: 'user.disable', elid: 'carol' },
      { func: 'user', elid: 'x'.repeat(300_000) },
    ];
    for (const path of ['/ispmgr', old])
      for (const params of calls) {
        const { status, headers, text } = await north(params, path);
        assert.equal(status, 200);
        assert.equal(headers['content-type'], 'text/xml');
        assert.equal(headers['content-length'], String(Buffer.byteLength(text)));
        assert.equal(headers['transfer-encoding'], undefined);
        assert.ok(text.startsWith(`${head}<doc>`) && text.endsWith('</doc>\n'));
      }
  });

  it('has status 200 also when the body cannot be read', async () => {
    const send = (type: string): Promise<Response> =>
      Promise.resolve(
        request(house.app).post('/ispmgr?out=json').set('content-type', type).send('func=user').buffer(true),
      );
    assert.deepEqual(
      [
        (await send('application/x-www-form-urlencoded; charset=nonsense')).status,
        (await send('multipart/form-data')).status,
      ],
      [200, 200],
    );
    const packed = await request(house.app)
      .post('/ispmgr')
      .type('form')
      .set('content-encoding', 'gzip')
      .send('func=user')
      .buffer(true);
    assert.deepEqual([packed.status, errorIn(packed.text)], [200, 'value()']);
  });

  it('comes whole even when it is long', async () => {
    await plantAccounts(house.db, house.tree, 'user', { below: 'south', count: 16_000 });
    const { headers, text } = await post(house.app, { ...as('root'), func: 'user' });
    assert.ok(text.length > 4 * 2 ** 20);
    assert.equal(headers['content-length'], String(Buffer.byteLength(text)));
    assert.equal(text.match(/<elem>/g)?.length, 16_004);
    assert.ok(text.endsWith('</doc>\n'));
    const only = await request(house.app)
      .head('/ispmgr')
      .query({ ...as('root'), func: 'user' });
    assert.deepEqual([only.status, only.headers['content-length']], [200, headers['content-length']]);
  }).timeout(30_000);

  it('is understood by a client that speaks HTTP/1.0', async () => {
    const server = createServer(house.app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`GET /manager/ispmgr?func=user&authinfo=${encodeURIComponent(`north:${password}`)} HTTP/1.0\r\n\r\n`);
    const [headers = '', body = ''] = (await readAll(socket)).split('\r\n\r\n');
    server.close();
    assert.match(headers, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(headers, new RegExp(`\r\nContent-Length: ${String(Buffer.byteLength(body))}(\r|$)`));
    assert.doesNotMatch(headers, /chunked/i);
    assert.deepEqual(cellsIn(body, 'name'), ['alice', 'bob']);
  });

  it('is a list in every form', async () => {
    const said = async (out: string, path?: string): Promise<Response> =>
      north({ func: 'user', p_cnt: '1', out }, path);
    assert.match(
      (await said('xml')).text,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<doc><elem><name>alice<\/name><active>on<\/active>.*<disk_max>10737418240<\/disk_max>/,
    );
    const list = (await said('json')).body as {
      doc: { $lang: string; $func: string; elem: Record<string, { $: string }>[] };
    };
    assert.deepEqual(
      [list.doc.$lang, list.doc.$func, list.doc.elem.length, list.doc.elem[0]?.['name']],
      ['en', 'user', 1, { $: 'alice' }],
    );
    assert.deepEqual(((await said('json', old)).body as { elem: unknown[] }).elem, list.doc.elem);
    assert.equal(((await said('JSONdata')).body as { name: string }[])[0]?.name, 'alice');
    assert.match((await said('text')).text, /^name=alice active=on .*\n$/);
    assert.match((await said('csv')).text, /^name,properties,.*\r\nalice,/);
    for (const out of ['devel', 'nonsense', '']) assert.match((await said(out)).text, /^<\?xml/);
    assert.match(String((await said('JSONdata')).headers['content-type']), /^application\/json/);
  });

  it('is an error in every form', async () => {
    const said = async (out: string, path?: string): Promise<Response> =>
      north({ func: 'user.disable', elid: 'carol', out }, path);
    const msg = '“carol” was not found. It may have been deleted, or it belongs to somebody else.';
    assert.equal(
      (await said('xml')).text,
      `${head}<doc><error type="missed" object="carol" lang="en"><object>carol</object><value>carol</value><msg>${msg}</msg></error></doc>\n`,
    );
    const error = {
      $type: 'missed',
      $object: 'carol',
      $lang: 'en',
      value: { $: 'carol' },
      msg: { $: msg },
      detail: { $: msg },
    };
    assert.deepEqual((await said('json')).body, { doc: { error } });
    assert.deepEqual((await said('json', old)).body, { error });
    assert.equal((await said('text')).text, `ERROR missed(carol) ${msg}\n`);
    assert.equal((await said('csv')).text, `ERROR missed(carol) ${msg}\n`);
    assert.equal(
      (await said('xml', old)).text,
      `${head}<doc><error code="3" obj="carol" val="carol">${msg}</error></doc>\n`,
    );
    assert.equal((await north({ func: 'user', authinfo: 'x:y' }, old)).text, `${head}<doc><authfail/></doc>\n`);
    assert.match((await north({ func: 'reseller' }, old)).text, /<error code="6" obj="reseller"/);
    assert.match(
      (await north({ func: 'user.edit', sok: 'ok', name: 'carol' }, old)).text,
      /<error code="2" obj="name"/,
    );
    assert.equal((await north({ func: 'user.edit', out: 'csv' })).text.slice(0, 5), 'ERROR');
  });

  it('is ok in every form', async () => {
    const said = async (out: string): Promise<Response> => north({ func: 'user.disable', elid: 'bob', out });
    assert.equal((await said('xml')).text, ok);
    assert.deepEqual((await said('json')).body, { doc: { ok: {} } });
    assert.equal((await said('text')).text, 'OK ');
    assert.deepEqual((await north({ func: 'user.edit', sok: 'ok', name: 'erin', out: 'json' })).body, {
      doc: { ok: {}, id: { $: 'erin' } },
    });
  });

  it('is in the language asked for, or the caller’s own', async () => {
    const lang = async (params: Params): Promise<string> =>
      /lang="(\w+)"/.exec((await north({ func: 'nosuch', ...params })).text)?.[1] ?? '';
    assert.deepEqual([await lang({}), await lang({ lang: 'ru' }), await lang({ lang: 'xx' })], ['en', 'ru', 'en']);
    assert.equal(await lang({ lang: 'ru', authinfo: 'x:y' }), 'ru');
    await house.db('logins').update({ lang: 'ru' });
    assert.deepEqual([await lang({}), await lang({ lang: 'en' })], ['ru', 'en']);
  });

  it('does not say or log secrets', async () => {
    let log = '';
    await house.db.destroy();
    house = await openHouse({ log: { write: (line: string) => void (log += line) } });
    const texts = [
      (await north({ func: 'user.edit', elid: 'alice' })).text,
      (await get(house.app, { func: 'user', authinfo: 'north:canary secret' })).text,
    ];
    const { text } = await get(house.app, { func: 'auth', username: 'north', password });
    const [, sid = 'none'] = /id="(\w+)"/.exec(text) ?? [];
    await get(house.app, { func: 'user', auth: sid });
    assert.doesNotMatch(texts.join(''), /canary|argon2|correct horse/);
    assert.ok(log.includes('"path":"/ispmgr"'));
    for (const secret of ['canary', password, sid, encodeURIComponent(password)]) assert.ok(!log.includes(secret));
  });
});

import assert from 'node:assert/strict';
import express from 'express';
import helmet from 'helmet';
import type { Knex } from 'knex';
import request from 'supertest';
import { helmetOptions } from '../../src/http/headers.ts';
import { openTestDb } from '../helpers/db.ts';
import { testApp } from './helpers/app.ts';

describe('the headers of an answer', () => {
  let db: Knex;
  before(async () => {
    db = await openTestDb();
  });
  after(() => db.destroy());

  const helmetSays = async (https: boolean): Promise<Record<string, unknown>> => {
    const app = express()
      .disable('etag')
      .use(helmet(helmetOptions(https)), (_req, res) => void res.type('text').send('ok\n'));
    const { headers } = await request(app).get('/');
    return headers;
  };

  for (const publicUrl of ['', 'https://panel.example.com'])
    it(`are what helmet sets itself ${publicUrl === '' ? 'without' : 'with'} https, and two more`, async () => {
      const { app } = await testApp(db, { config: { publicUrl } });
      const expected = await helmetSays(publicUrl !== '');
      assert.equal('strict-transport-security' in expected, publicUrl !== '');
      const own = ['cache-control', 'permissions-policy'];
      for (const path of ['/healthz', '/healthz?x=1']) {
        const { headers } = await request(app).get(path);
        const { date, ...said } = headers as Record<string, unknown>;
        assert.ok(date);
        const others = Object.entries(said).filter(([name]) => !own.includes(name));
        assert.deepEqual({ ...Object.fromEntries(others), date: expected['date'] }, expected);
        assert.deepEqual(
          Object.keys(said)
            .filter((name) => own.includes(name))
            .sort(),
          own,
        );
      }
    });

  it('say type and length of a page, also to who asks for nothing else', async () => {
    const { app } = await testApp(db);
    for (const path of ['/login', '/login?lang=x', '/setup/nosuch']) {
      const [page, head] = [await request(app).get(path), await request(app).head(path)];
      assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
      assert.equal(page.headers['content-length'], String(Buffer.byteLength(page.text)));
      for (const name of ['etag', 'last-modified', 'transfer-encoding']) assert.equal(page.headers[name], undefined);
      const { date, ...said } = head.headers as Record<string, unknown>;
      assert.ok(date);
      assert.deepEqual(
        { status: head.status, ...said, date: page.headers['date'] as unknown },
        { status: page.status, ...page.headers },
      );
    }
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import request from 'supertest';
import { buildAssets } from '../../build/assets.ts';
import { loadAssets, type Assets } from '../../src/http/assets.ts';

describe('assets', () => {
  let dir: string;
  let assets: Assets;
  let app: express.Express;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sublet-assets-'));
    await buildAssets(dir);
    assets = loadAssets(dir);
    app = express();
    app.use((_req, res, next) => {
      res.set('Cache-Control', 'no-store');
      next();
    });
    app.use('/assets', assets.handler);
  });

  after(() => rm(dir, { recursive: true }));

  it('are kept for a year under a name that changes with the content', async () => {
    const answer = await request(app).get(assets.url('app.css')).expect(200);
    assert.match(assets.url('app.css'), /^\/assets\/app\.[0-9a-f]{8}\.css$/);
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(String(answer.headers['content-type']), /^text\/css; charset=utf-8$/i);
  });

  it('come compressed in the best way the browser takes', async () => {
    for (const [accepted, sent] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const answer = await request(app).get(assets.url('panel.js')).set('accept-encoding', accepted).expect(200);
      assert.equal(answer.headers['content-encoding'], sent);
      assert.match(String(answer.headers['content-type']), /javascript/);
    }
  });

  it('are the only files served', async () => {
    for (const path of ['manifest.json', 'app.css', '../package.json', '%2e%2e/package.json', 'constructor', '']) {
      const answer = await request(app).get(`/assets/${path}`).expect(404);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });

  it('that a new build has taken away are not found, and lead nowhere', async () => {
    const url = assets.url('favicon.svg');
    const file = join(dir, url.slice('/assets/'.length));
    await Promise.all(['', '.br', '.gz'].map((end) => rename(file + end, `${file}${end}.away`)));
    const answer = await request(app).get(url).expect(404);
    assert.equal(answer.headers['cache-control'], 'no-store');
    await Promise.all(['', '.br', '.gz'].map((end) => rename(`${file}${end}.away`, file + end)));
  });

  it('need no data: addresses and keep light-dark()', async () => {
    const css = await readFile(join(dir, assets.url('app.css').slice('/assets/'.length)), 'utf8');
    assert.doesNotMatch(css, /data:/);
    assert.match(css, /light-dark\(/);
    for (const [, file] of css.matchAll(/url\(([^)]+)\)/g))
      await request(app)
        .get(`/assets/${String(file)}`)
        .expect(200);
  });

  it('stay light', async () => {
    const size = async (name: string): Promise<number> =>
      (await readFile(`${join(dir, assets.url(name).slice('/assets/'.length))}.gz`)).length;
    const limits = { 'app.css': 25_000, 'panel.js': 5_500, 'htmx.js': 15_000, 'icons.svg': 9_000 };
    for (const [name, limit] of Object.entries(limits))
      assert.ok((await size(name)) < limit, `${name} weighs ${String(await size(name))}`);
  });
});

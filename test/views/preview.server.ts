import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadAssets } from '../../src/http/assets.ts';
import { render } from './render.ts';
import { templates, type World } from './samples.ts';

/** The policy of the panel. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self'",
  "style-src-attr 'none'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "manifest-src 'self'",
  "object-src 'none'",
].join('; ');

/** Serves each sample at /page/NAME?theme=&lang=&acting= on a free loopback port. */
export async function servePreview(assetsDir: string): Promise<{ origin: string; server: Server }> {
  const assets = loadAssets(assetsDir);
  const app = express();
  app.use((_req, res, next) => {
    res.set('content-security-policy', policy);
    next();
  });
  app.use('/assets', assets.handler);

  const show = (name: string, world: World): string => {
    const sample = templates[name];
    if (sample === undefined) throw new Error(`No sample ${name}`);
    return render(sample(world));
  };
  app.get('/page/:name', (req, res) => {
    const { theme, lang, acting } = req.query;
    const world: World = {
      asset: (name) => assets.url(name),
      theme: theme === 'light' || theme === 'dark' ? theme : null,
      lang: lang === 'ru' ? 'ru' : 'en',
      acting: acting === '1',
    };
    res.send(show(req.params.name, world));
  });
  const world: World = { asset: (name) => assets.url(name), theme: null, lang: 'en', acting: false };
  app.get('/reseller', (req, res) => res.send(show(req.query['filter'] === 'zzzz' ? 'empty' : 'list', world)));
  app.get('/ticket.preview', (_req, res) => {
    res.redirect(assets.url('favicon.svg'));
  });
  app.post('/do', express.urlencoded({ extended: false }), (req, res) => {
    const { func } = (req.body ?? {}) as Record<string, string>;
    if (func === 'reseller.delete') res.send(show('confirm', world));
    else res.redirect(303, '/page/flash');
  });

  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => {
      resolve(listening);
    });
  });
  return { origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server };
}

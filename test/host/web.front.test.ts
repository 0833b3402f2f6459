import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { exec } from '../../src/agent/linux/exec.ts';
import { folderOf } from '../../src/agent/paths.ts';
import { applyPhp } from '../../src/agent/php/apply.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { account, addUser, as, ask, desired, endAll, placeAt, put, site, status, type Ask } from './web.place.ts';

const paths = placeAt('web-front', 8180);
const pia = 57_181;
const app = 'app.example';
const sites = [
  site(pia, app, ['php', 'ssi']),
  site(pia, 'bare.example', ['php']),
  site(pia, 'plain.example'),
  site(pia, 'www.only.example', ['php', 'cgi']),
];
const all = desired([account(pia, 'pia')], sites);

/** Says which application answers, and what it was told. */
const front = (name: string): string =>
  `<?php echo json_encode(["${name}", $_SERVER["REQUEST_METHOD"], $_SERVER["REQUEST_URI"], $_SERVER["SCRIPT_NAME"], $_SERVER["PATH_INFO"] ?? "", $_GET, $_POST]);`;
async function told(path: string, options: Ask = {}): Promise<unknown> {
  const { status: code, text } = await ask(paths, app, path, options);
  assert.equal(code, 200, path);
  return JSON.parse(text);
}

describe('an address that names no file', () => {
  before(async () => {
    addUser(paths, 'pia', pia);
    put(paths, 'pia', `${app}/index.php`, front('site'));
    put(paths, 'pia', `${app}/blog/index.php`, front('blog'));
    put(paths, 'pia', `${app}/wp-content/index.php`, '<?php // Silence.');
    for (const file of ['style.css', 'empty/note.txt', 'page.shtml', '.env', 'other.php', 'wp-content/a.css'])
      put(paths, 'pia', `${app}/${file}`, file);
    put(paths, 'pia', `${app}/part.shtml`, '<!--#include virtual="/blog/one" --><!--#include virtual="/two/" -->');
    for (const domain of ['bare.example', 'plain.example', 'www.only.example'])
      put(paths, 'pia', `${domain}/folder/note.txt`, domain);
    put(paths, 'pia', 'plain.example/index.php', front('never'));
    put(paths, 'pia', 'www.only.example/index.php', front('only'));
    const php = renderPhp(all, paths);
    assert.ok(php);
    await applyPhp(exec, paths, php);
    await applyWeb(exec, paths, renderWeb(all, paths));
  });
  after(() => endAll(paths));

  it('is read by the index.php of the site, with its query', async () => {
    const queries = {
      '/2026/11/hello/': [],
      '/users/7?tab=a%20b&x[]=1': { tab: 'a b', x: ['1'] },
      '/gr%C3%B6%C3%9Fe?a': { a: '' },
    };
    for (const [path, query] of Object.entries(queries))
      assert.deepEqual(await told(path), ['site', 'GET', path, '/index.php', '', query, []]);
  });

  it('takes what is sent to it', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '3' };
    const options = { method: 'POST', headers, body: 'a=b' };
    assert.deepEqual(await told('/api/things?x=1', options), [
      ...['site', 'POST', '/api/things?x=1', '/index.php', '', { x: '1' }, { a: 'b' }],
    ]);
  });

  it('is read by the index.php of its topmost folder, where there is one', async () => {
    assert.deepEqual(await told('/blog/2026/hello?a=1'), [
      ...['blog', 'GET', '/blog/2026/hello?a=1', '/blog/index.php', '', { a: '1' }, []],
    ]);
    for (const path of ['/blog/', '/blog/index.php'])
      assert.deepEqual(await told(path), ['blog', 'GET', path, '/blog/index.php', '', [], []]);
    assert.deepEqual(await told('/blog/index.php/one/two'), [
      ...['blog', 'GET', '/blog/index.php/one/two', '/blog/index.php', '/one/two', [], []],
    ]);
    assert.equal((await ask(paths, app, '/blog')).headers.location, '/blog/');
    assert.equal(((await told('/blogs/one')) as string[])[0], 'site');
  });

  it('is not swallowed by folders that only hide what is in them', async () => {
    assert.equal(((await told('/wp-content/gone.png')) as string[])[0], 'site');
  });

  it('has each part of a page read by its own', async () => {
    const { text } = await ask(paths, app, '/part.shtml');
    assert.deepEqual(
      [...text.matchAll(/\["([a-z]+)"/gu)].map(([, name]) => name),
      ['blog', 'site'],
    );
  });

  it('takes nothing away from files, folders and what is closed', async () => {
    for (const file of ['style.css', 'empty/note.txt', 'page.shtml', 'other.php', 'wp-content/a.css'])
      assert.equal((await ask(paths, app, `/${file}?v=1`)).text, file);
    const codes = {
      ...{ '/empty/': 403, '/.env': 404, '/.git/config': 404, '/none.php': 404, '/none.php/a': 404 },
      ...{ '/none.shtml': 404, '/cgi-bin/none': 403, '/a.phtml': 403 },
    };
    for (const [path, code] of Object.entries(codes)) assert.equal(await status(paths, app, path), code, path);
    assert.equal(await status(paths, 'www.only.example', '/cgi-bin/none'), 502, 'CGI is asked, which does not run');
    assert.equal(await status(paths, app, '/style.css', { method: 'POST' }), 405);
  });

  it('is not there without an index.php, and where PHP is off', async () => {
    for (const path of ['/none', '/none/', '/none/a?b=c', '/folder/none'])
      for (const host of ['bare.example', 'plain.example']) assert.equal(await status(paths, host, path), 404, path);
    for (const path of ['/', '/folder/']) assert.equal(await status(paths, 'bare.example', path), 403, path);
    assert.equal(await status(paths, 'plain.example', '/index.php'), 403);
  });

  it('is read by no file of others, and fills no log of ours', async () => {
    const folder = folderOf(paths, 'pia', 'bare.example');
    as('pia', `cd ${folder}; ln -s /etc/passwd index.php; ln -s /etc etc; mkdir shut; chmod 0 shut`);
    for (const path of ['/none', '/', '/etc/none', '/etc/passwd', '/shut/a', '/shut/', '/index.php'])
      assert.match(String(await status(paths, 'bare.example', path)), /^40[34]$/u, path);
    assert.equal(readFileSync(`${paths.log}/error.log`, 'utf8'), '');
    rmSync(`${folder}/index.php`);
  });
});

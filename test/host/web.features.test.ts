import assert from 'node:assert/strict';
import { startCgi } from '../../src/agent/cgi.ts';
import { putCertificates } from '../../src/agent/certificates.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import { applyPhp } from '../../src/agent/php/apply.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import type { HostSite, SiteFeature } from '../../src/kernel/host.ts';
import { account, addUser, ask, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('web-features', 8100);
const uids = { walt: 57_101, wanda: 57_102 } as const;
const toggles: readonly SiteFeature[] = ['php', 'cgi', 'ssi', 'https'];
const combinations = Array.from({ length: 16 }, (_, bits) =>
  toggles.filter((_feature, at) => (bits & (1 << at)) !== 0),
);
const nameOf = (features: readonly SiteFeature[]): string => ['f', ...features].join('-');

/** The same sites of both users; Wanda is suspended. */
const sitesOf = (name: keyof typeof uids): HostSite[] =>
  combinations.map((features) => site(uids[name], `${nameOf(features)}.${name}.example`, features));
const sites = [...sitesOf('walt'), ...sitesOf('wanda')];
const all = desired([account(uids.walt, 'walt'), account(uids.wanda, 'wanda', { suspended: true })], sites);

function fill(name: keyof typeof uids, domain: string): void {
  put(paths, name, `${domain}/index.html`, `plain ${domain}`);
  put(paths, name, `${domain}/who.php`, '<?php echo "php ", posix_getuid(), " ", $_SERVER["SERVER_NAME"];');
  put(paths, name, `${domain}/cgi-bin/who`, '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\ncgi %s" "$(id -u)"\n');
  put(paths, name, `${domain}/page.shtml`, 'ssi <!--#echo var="host" -->');
}

describe('a site on the server', () => {
  before(async function () {
    this.timeout(60_000);
    for (const name of ['walt', 'wanda'] as const) {
      addUser(paths, name, uids[name]);
      for (const { domain, accountId } of sites) if (accountId === uids[name]) fill(name, domain);
    }
    const php = renderPhp(all, paths);
    assert.ok(php);
    assert.deepEqual(
      await putCertificates(paths, { sites: sites.filter((one) => one.features.includes('https')) }),
      [],
    );
    await applyPhp(exec, paths, php);
    assert.deepEqual(await startCgi(exec, paths, { users: [{ id: 1, name: 'walt', uid: uids.walt }] }), []);
    await applyWeb(exec, paths, renderWeb(all, paths));
  });
  after(() => endAll(paths));

  for (const features of combinations) {
    const has = (feature: SiteFeature): boolean => features.includes(feature);
    const domain = `${nameOf(features)}.walt.example`;

    it(`does what it may: ${features.join(', ') || 'nothing'}`, async () => {
      for (const tls of has('https') ? [false, true] : [false]) {
        const get = (path: string): ReturnType<typeof ask> => ask(paths, domain, path, { tls });
        assert.equal((await get('/')).text, `plain ${domain}`);
        const [php, cgi, ssi] = [await get('/who.php'), await get('/cgi-bin/who'), await get('/page.shtml')];
        assert.deepEqual(
          [php.status, cgi.status, ssi.status],
          [has('php') ? 200 : 403, has('cgi') ? 200 : 403, has('ssi') ? 200 : 403],
        );
        if (has('php')) assert.equal(php.text, `php ${uids.walt} ${domain}`);
        if (has('cgi')) assert.equal(cgi.text, `cgi ${uids.walt}`);
        if (has('ssi')) assert.equal(ssi.text, `ssi ${domain}`);
      }
      if (!has('https')) await assert.rejects(ask(paths, domain, '/', { tls: true }), /unrecognized name/);
    });

    it(`answers nothing but the page when suspended: ${features.join(', ') || 'nothing'}`, async () => {
      const stopped = `${nameOf(features)}.wanda.example`;
      for (const tls of has('https') ? [false, true] : [false]) {
        for (const path of ['/', '/who.php', '/cgi-bin/who', '/page.shtml', '/suspended', '/.git', '/nothing/?a=b']) {
          const { status: code, text, headers } = await ask(paths, stopped, path, { tls });
          assert.equal(code, 503, path);
          assert.match(text, /This site is suspended/);
          assert.match(text, /North &lt;Hosting&gt;.*mailto:help@north\.example/);
          assert.equal(headers['retry-after'], '3600');
          assert.equal(headers['cache-control'], 'no-store');
          assert.equal(headers['content-type'], 'text/html; charset=utf-8');
        }
      }
      if (!has('https')) await assert.rejects(ask(paths, stopped, '/', { tls: true }), /unrecognized name/);
    });
  }

  it('answers 503 to every method when suspended', async () => {
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])
      assert.equal(await status(paths, 'f.wanda.example', '/x', { method, body: 'a'.repeat(1000) }), 503, method);
    assert.equal(await status(paths, 'f.wanda.example', '/x', { headers: { range: 'bytes=5-2' } }), 503);
    assert.equal(
      await status(paths, 'f.wanda.example', '/x', { headers: { 'if-modified-since': new Date().toUTCString() } }),
      503,
    );
  });

  it('answers with www before its name, too', async () => {
    assert.equal((await ask(paths, 'www.f-https.walt.example')).text, 'plain f-https.walt.example');
    const { text, names } = await ask(paths, 'www.f-https.walt.example', '/', { tls: true });
    assert.equal(text, 'plain f-https.walt.example');
    assert.equal(names, 'DNS:f-https.walt.example, DNS:www.f-https.walt.example');
    assert.equal(await status(paths, 'www.f.wanda.example'), 503);
  });

  it('is told apart from names of nobody', async () => {
    const { status: code, text } = await ask(paths, 'nobody.example');
    assert.equal(code, 404);
    assert.match(text, /<h1>There is no site here<\/h1>/);
    assert.equal(await status(paths, 'nobody.example', '/who.php'), 404);
    await assert.rejects(ask(paths, 'nobody.example', '/', { tls: true }), /unrecognized name/);
    const options = { tls: true, sni: 'f-https.walt.example' };
    assert.equal(
      await status(paths, 'f.walt.example', '/', options),
      404,
      'a site without https, behind the TLS of another',
    );
  });

  it('is found by its name in capitals, with a dot, and over IPv6', async () => {
    assert.equal((await ask(paths, 'F-SSI.Walt.Example.')).text, 'plain f-ssi.walt.example');
    const response = await fetch(`http://[::1]:${paths.http}/`);
    assert.equal(response.status, 404);
  });
});

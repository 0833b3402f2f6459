import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { putCertificates } from '../../src/agent/certificates.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import { accessLog } from '../../src/agent/paths.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { canary } from '../../src/agent/web/canary.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { account, addUser, ask, desired, endAll, placeAt, put, site, status } from './web.place.ts';

const paths = placeAt('web-names', 8130);
const gina = 57_131;
const label = 'a'.repeat(63);
const longest = `${label}.${label}.${label}.${'b'.repeat(53)}.example`;
const sites = [
  site(gina, longest, ['https']),
  site(gina, 'gina.example'),
  site(gina, 'www.gina.example'),
  site(gina, 'www.only.example'),
  site(gina, 'xn--bcher-kva.example', ['https']),
  site(gina, 'default.include'),
];

describe('the name of a site', () => {
  before(async () => {
    addUser(paths, 'gina', gina);
    for (const { domain } of sites) put(paths, 'gina', `${domain}/index.html`, domain);
    assert.deepEqual(await putCertificates(paths, { sites }), []);
    await applyWeb(exec, paths, renderWeb(desired([account(gina, 'gina')], sites), paths));
  });
  after(() => endAll(paths));

  it('may have 253 characters', async () => {
    assert.equal(longest.length, 253);
    assert.equal((await ask(paths, longest)).text, longest);
    assert.equal((await ask(paths, longest, '/', { tls: true })).text, longest);
  });

  it('has www before it unless that is a site of its own', async () => {
    assert.equal((await ask(paths, 'www.gina.example')).text, 'www.gina.example');
    assert.equal((await ask(paths, 'gina.example')).text, 'gina.example');
    assert.equal((await ask(paths, 'www.xn--bcher-kva.example', '/', { tls: true })).text, 'xn--bcher-kva.example');
    assert.equal(await status(paths, 'only.example'), 404);
  });

  it('may be a word of the configuration', async () => {
    assert.equal((await ask(paths, 'default.include')).text, 'default.include');
  });

  it('is not taken from a request line of another', async () => {
    const { text } = await ask(paths, 'www.only.example', 'http://gina.example/');
    assert.equal(text, 'gina.example');
  });

  it('is written to the log once for each request, and nothing breaks a line', async () => {
    const before = linesOf().length;
    await ask(paths, 'gina.example', '/a%09b%0ac?q', { headers: { 'user-agent': 'a\tb"c', referer: 'x\\y' } });
    await ask(paths, canary);
    await ask(paths, 'nobody.example');
    const [line = '', ...others] = linesOf().slice(before);
    assert.deepEqual(others, []);
    const [time, host, address, method, uri, code, received, sent, referer, agent] = line.split('\t');
    assert.match(time ?? '', /^\d+\.\d{3}$/);
    assert.deepEqual([host, address, method, uri, code], ['gina.example', '127.0.0.1', 'GET', '/a\\x09b\\x0Ac', '404']);
    assert.deepEqual([referer, agent], ['x\\x5Cy', 'a\\x09b\\x22c']);
    assert.ok(Number(received) > 0 && Number(sent) > 0);
  });

  it('of the canary answers on this machine alone', async () => {
    assert.match((await ask(paths, canary)).text, /^[0-9a-f]{64}$/);
    const response = await fetch(`http://[::1]:${paths.http}/`, { headers: { host: canary } });
    assert.equal(response.status, 404);
  });
});

const linesOf = (): string[] => readFileSync(accessLog(paths), 'utf8').split('\n').slice(0, -1);

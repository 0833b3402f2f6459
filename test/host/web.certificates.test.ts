import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { certificateObserver, digestOf, putCertificates, removeCertificates } from '../../src/agent/certificates.ts';
import { makeCertificate } from '../../src/agent/certificates.own.ts';
import { exec } from '../../src/agent/linux/exec.ts';
import { certificateOf } from '../../src/agent/paths.ts';
import { applyWeb } from '../../src/agent/web/apply.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import { account, addUser, ask, desired, endAll, placeAt, put, site } from './web.place.ts';

const paths = placeAt('web-certificates', 8140);
const hugo = 57_141;
const place = mkdtempSync(join(tmpdir(), 'pem-'));
const own = site(hugo, 'own.example', ['https']);
const given = site(hugo, 'given.example', ['https']);
const observe = certificateObserver(paths);
const put1 = (domain: string, certificate: string | null): ReturnType<typeof putCertificates> =>
  putCertificates(paths, { sites: [{ id: 9, domain, certificate }] });

/** A certificate and its key, made by openssl. */
function made(domain: string, days: number, key: readonly string[] = ['rsa:2048']): string {
  const files = [join(place, 'key.pem'), join(place, 'cert.pem')] as const;
  const subject = ['-subj', `/CN=${domain}`, '-addext', `subjectAltName=DNS:${domain}`];
  const options = ['-nodes', '-keyout', files[0], '-out', files[1], '-days', String(days), ...subject];
  execFileSync('/usr/bin/openssl', ['req', '-x509', '-newkey', ...key, ...options], { stdio: 'ignore' });
  return readFileSync(files[1], 'utf8') + readFileSync(files[0], 'utf8');
}
const keyOf = (pem: string): string => pem.slice(pem.indexOf('-----BEGIN PRIVATE'));
const certOf = (pem: string): string => pem.slice(0, pem.indexOf('-----BEGIN PRIVATE'));

describe('a certificate', () => {
  const pem = made('given.example', 90);

  before(async () => {
    addUser(paths, 'hugo', hugo);
    for (const domain of ['own.example', 'given.example']) put(paths, 'hugo', `${domain}/index.html`, domain);
    assert.deepEqual(await putCertificates(paths, { sites: [own, { ...given, certificate: pem }] }), []);
    await applyWeb(exec, paths, renderWeb(desired([account(hugo, 'hugo')], [own, given]), paths));
  });
  after(() => endAll(paths));

  it('of our own making is for the domain and www, over a year', async () => {
    const { names, text } = await ask(paths, 'own.example', '/', { tls: true });
    assert.deepEqual([names, text], ['DNS:own.example, DNS:www.own.example', 'own.example']);
    const known = (await observe()).get('own.example');
    assert.equal(known?.given, null);
    assert.ok(Math.abs(known.expires - Date.now() - 397 * 86_400_000) < 60_000);
    const shown = execFileSync(
      '/usr/bin/openssl',
      ['x509', '-in', certificateOf(paths, 'own.example'), '-noout', '-text'],
      { encoding: 'utf8' },
    );
    assert.match(shown, /prime256v1/);
    assert.match(shown, new RegExp(new Date(known.expires).toUTCString().slice(8, 11)));
  });

  it('that was given is served, and known by its digest', async () => {
    assert.equal((await ask(paths, 'given.example', '/', { tls: true })).names, 'DNS:given.example');
    const known = (await observe()).get('given.example');
    assert.equal(known?.given, digestOf(pem));
    assert.ok(Math.abs(known.expires - Date.now() - 90 * 86_400_000) < 120_000);
  });

  it('can be read by root and the web server alone', () => {
    const { mode, uid, gid } = statSync(certificateOf(paths, 'given.example'));
    assert.deepEqual([mode & 0o777, uid, gid], [0o640, 0, 33]);
    const folder = statSync(`${paths.state}/certificates`);
    assert.deepEqual([folder.mode & 0o777, folder.uid, folder.gid], [0o710, 0, 33]);
  });

  it('is exchanged without a reload', async () => {
    const next = made('given.example', 30, ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    assert.deepEqual(await put1('given.example', next), []);
    assert.equal((await observe()).get('given.example')?.given, digestOf(next));
    assert.equal((await ask(paths, 'given.example', '/', { tls: true })).text, 'given.example');
    assert.deepEqual(await put1('given.example', null), []);
    assert.equal(
      (await ask(paths, 'given.example', '/', { tls: true })).names,
      'DNS:given.example, DNS:www.given.example',
    );
  });

  const other = made('other.example', 90);
  const past = makeCertificate('given.example', Date.now() - 400 * 86_400_000).pem;
  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['is no certificate', 'hello', /there is no key in it/],
    ['has no key', certOf(pem), /there is no key in it/],
    ['has no certificate', keyOf(pem), /there is no certificate in it/],
    ['is damaged', pem.replace('MII', 'MIJ'), /cannot be read/],
    ['has the key of another', certOf(pem) + keyOf(other), /the key belongs to another certificate/],
    ['is for another name', other, /the certificate is not for given\.example/],
    ['has expired', past, /the certificate expired on/],
    ['is too weak', made('given.example', 90, ['rsa:1024']), /the key is too weak: 1024 bits/],
    [
      'is of a kind browsers do not know',
      made('given.example', 90, ['ed25519']),
      /browsers do not take keys of this kind: ed25519/,
    ],
    [
      'has a passphrase',
      certOf(pem) + keyOf(pem).replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'),
      /the key has a passphrase/,
    ],
    ['is endless', pem + 'x'.repeat(200_000), /too long/],
  ];
  for (const [name, bad, reason] of faults)
    it(`is refused when it ${name}, and the site is served with one of our own`, async () => {
      const failures = await put1('given.example', bad);
      assert.deepEqual(
        failures.map(({ kind, id, fault }) => ({ kind, id, fault })),
        [{ kind: 'site', id: 9, fault: 'certificate' }],
      );
      assert.match(failures[0]?.detail ?? '', reason);
      assert.equal(
        (await ask(paths, 'given.example', '/', { tls: true })).names,
        'DNS:given.example, DNS:www.given.example',
      );
      assert.equal((await ask(paths, 'given.example')).text, 'given.example');
    });

  it('that was given and has expired since is a failure, and stays in its place', async () => {
    const short = makeCertificate('given.example', Date.now() - 397 * 86_400_000 + 2000);
    assert.deepEqual(await put1('given.example', short.pem), []);
    await sleep(short.expires + 50 - Date.now());
    const [failure] = await put1('given.example', short.pem);
    assert.equal(failure?.fault, 'certificate');
    assert.match(failure.detail, new RegExp(`expired on .* ${new Date(short.expires).getUTCFullYear()} GMT$`, 'u'));
    const known = { given: digestOf(short.pem), expires: short.expires };
    assert.deepEqual((await observe()).get('given.example'), known);
    assert.equal((await ask(paths, 'given.example', '/', { tls: true })).text, 'given.example');
    assert.deepEqual(await put1('given.example', null), []);
  });

  it('of our own making stays while it is good', async () => {
    const before = readFileSync(certificateOf(paths, 'own.example'));
    assert.deepEqual(await put1('own.example', null), []);
    assert.deepEqual(readFileSync(certificateOf(paths, 'own.example')), before);
  });

  it('counts as none when its file has been changed', async () => {
    const file = certificateOf(paths, 'own.example');
    writeFileSync(file, readFileSync(file, 'utf8').replace('A', 'B'));
    assert.equal((await observe()).has('own.example'), false);
    assert.deepEqual(await put1('own.example', null), []);
    assert.equal((await observe()).get('own.example')?.given, null);
  });

  it('is removed', async () => {
    await removeCertificates(paths, { domains: ['given.example', 'never.example'] });
    assert.deepEqual([...(await observe()).keys()], ['own.example']);
    await assert.rejects(ask(paths, 'given.example', '/', { tls: true }));
    assert.equal((await ask(paths, 'given.example')).text, 'given.example');
  });

  it('is none when its file has a name that no site can have', async () => {
    const file = certificateOf(paths, 'own.example');
    for (const name of ['own.example~', 'OLD.example', 'localhost']) copyFileSync(file, certificateOf(paths, name));
    assert.deepEqual([...(await observe()).keys()], ['own.example']);
  });

  it('never leaves its folder', async () => {
    await assert.rejects(removeCertificates(paths, { domains: ['../../etc/passwd'] }), /not fit/);
    await assert.rejects(put1('../x', null), /not fit/);
  });
});

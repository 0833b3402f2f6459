import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { examine } from '../../src/agent/certificates.check.ts';
import { makeCertificate } from '../../src/agent/certificates.own.ts';

const day = 86_400_000;
const domains = fc
  .array(fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u), { minLength: 1, maxLength: 6 })
  .map((labels) => [...labels, 'example'].join('.'))
  .filter((domain) => domain.length <= 253);
const times = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2090, 0) });

describe('a certificate of our own making', () => {
  it('is taken for what it is, whatever the domain and the time', () => {
    fc.assert(
      fc.property(domains, times, (domain, now) => {
        const { pem, expires } = makeCertificate(domain, now);
        assert.deepEqual(examine(pem, domain, now), { expires });
        assert.ok(Math.abs(expires - now - 397 * day) < 1000);
        const read = new X509Certificate(pem);
        assert.ok(read.verify(read.publicKey) && read.checkPrivateKey(createPrivateKey(pem)));
        assert.equal(read.subjectAltName, `DNS:${domain}, DNS:www.${domain}`);
        assert.equal(read.subject, domain.length > 64 ? 'CN=self-made' : `CN=${domain}`);
        assert.deepEqual([read.ca, read.keyUsage], [false, ['1.3.6.1.5.5.7.3.1']]);
        assert.equal(Date.parse(read.validFrom), Math.floor((now - day) / 1000) * 1000);
      }),
      { numRuns: 200 },
    );
  });

  it('has a key and a number of its own', () => {
    const made = Array.from({ length: 20 }, () => new X509Certificate(makeCertificate('a.example', Date.now()).pem));
    assert.equal(new Set(made.map(({ serialNumber }) => serialNumber)).size, 20);
    assert.equal(new Set(made.map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }))).size, 20);
  });

  it('takes so little that thousands of sites need not wait', () => {
    const started = process.cpuUsage();
    for (let at = 0; at < 500; at += 1) makeCertificate(`s${String(at)}.example`, Date.now());
    const { user, system } = process.cpuUsage(started);
    assert.ok((user + system) / 1000 / 500 < 1.2, `${String((user + system) / 1000 / 500)} ms each`);
  });
});

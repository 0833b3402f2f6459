import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { PanelError } from '../../../src/kernel/errors.ts';
import { readCertificate } from '../../../src/modules/sites/certificate.ts';
import { issue, type Issued } from '../../helpers/certificates.ts';

describe('a certificate that is given', () => {
  const domain = 'shop.example';
  const now = Date.parse('2026-06-01');
  let root: Issued;
  let middle: Issued;
  let own: Issued;
  before(async () => {
    root = await issue({ subject: 'O=Honest, CN=Honest Root' });
    middle = await issue({ subject: 'O=Honest, CN=H1', by: root });
    own = await issue({ subject: 'CN=shop', names: [domain, '*.shop.example'], by: middle, to: '2026-09-01' });
  });

  const read = (chain: string, privateKey: string, name = domain): ReturnType<typeof readCertificate> =>
    readCertificate({ chain, privateKey }, { domain: name, now });

  /** The field and what is said of it. */
  function refusal(chain: string, privateKey: string, name = domain): string {
    try {
      read(chain, privateKey, name);
      return 'taken';
    } catch (error) {
      assert.ok(error instanceof PanelError);
      assert.ok(!JSON.stringify(error).includes(privateKey.slice(40, 90)) || privateKey.length < 90, 'a key is told');
      return error.problems.map(({ field, message }) => `${field}: ${message}`).join();
    }
  }

  it('is kept with those that vouch for it in the order of servers, whatever the order and the text around', () => {
    const mixed = `Bag Attributes\n${root.pem}junk\r\n${own.pem.replaceAll('\n', '\r\n')}${middle.pem}${middle.pem}`;
    const { pem, issuer, expiresAt } = read(mixed, `some text\n${own.keyPem}`);
    const bare = (text: string): string => text.replaceAll(/\s/g, '');
    assert.equal(bare(pem), bare(own.pem + middle.pem + root.pem + own.keyPem));
    assert.deepEqual([issuer, expiresAt], ['Honest H1', Date.parse('2026-09-01')]);
  });

  it('may cover the domain by a star, and by the way the network writes it', async () => {
    assert.equal(refusal(own.pem, own.keyPem, 'a.shop.example'), 'taken');
    assert.equal(refusal(own.pem, own.keyPem, 'a.b.shop.example'), 'chain: certificate.other_domain');
    const idn = await issue({ subject: 'CN=idn', names: ['xn--e1afmkfd.example'] });
    assert.equal(refusal(idn.pem, idn.keyPem, 'xn--e1afmkfd.example'), 'taken');
    const named = await issue({ subject: `CN=${domain}`, names: ['other.example'] });
    assert.equal(refusal(named.pem, named.keyPem), 'chain: certificate.other_domain');
  });

  it('is refused beside the field that is wrong', async () => {
    const late = await issue({ subject: 'CN=late', names: [domain], to: '2026-05-31' });
    const early = await issue({ subject: 'CN=early', names: [domain], from: '2026-06-02' });
    const oldMiddle = await issue({ subject: 'CN=old', by: root, to: '2026-05-31' });
    const byOld = await issue({ subject: 'CN=shop', names: [domain], by: oldMiddle });
    const stranger = await issue({ subject: 'CN=stranger' });
    const weak = await issue({ subject: 'CN=weak', names: [domain], rsa: 1024 });
    const cases: [string, string, string][] = [
      [own.keyPem, own.keyPem, 'chain: certificate.is_key'],
      ['nothing', own.keyPem, 'chain: certificate.none'],
      [own.pem.replace(/\n[^-]{20}/, '\n'), own.keyPem, 'chain: certificate.unreadable'],
      [own.pem + stranger.pem, own.keyPem, 'chain: certificate.stranger'],
      [late.pem, late.keyPem, 'chain: certificate.expired'],
      [early.pem, early.keyPem, 'chain: certificate.early'],
      [byOld.pem + oldMiddle.pem, byOld.keyPem, 'chain: certificate.chain.expired'],
      [own.pem, own.pem, 'privateKey: certificate.key.none'],
      [own.pem, stranger.keyPem, 'privateKey: certificate.key.other'],
      [own.pem, own.keyPem.replace(/\n[^-]{20}/, '\n'), 'privateKey: certificate.key.unreadable'],
      [weak.pem, weak.keyPem, 'privateKey: certificate.key.short'],
    ];
    for (const [chain, key, said] of cases) assert.equal(refusal(chain, key), said);
  });

  it('comes with a key that is open, and of a kind that browsers take', () => {
    const make = (...args: string[]): string =>
      execFileSync('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'] }).toString();
    const locked = execFileSync('openssl', ['pkey', '-aes256', '-passout', 'pass:x'], { input: own.keyPem }).toString();
    assert.equal(refusal(own.pem, locked), 'privateKey: certificate.key.encrypted');
    assert.equal(refusal(own.pem, make('genpkey', '-algorithm', 'ed25519')), 'privateKey: certificate.key.kind');
    const sec1 = execFileSync('openssl', ['ec'], { input: own.keyPem, stdio: ['pipe', 'pipe', 'ignore'] }).toString();
    assert.match(sec1, /BEGIN EC PRIVATE KEY/);
    assert.equal(refusal(own.pem, sec1), 'taken');
  });
});

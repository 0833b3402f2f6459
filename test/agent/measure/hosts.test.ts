import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hostsOf, remember, type Remembered } from '../../../src/agent/measure/hosts.ts';
import type { Desired } from '../../../src/kernel/host.ts';
import { desired, site } from './log.ts';

const hour = 3_600_000;

function finder(now: Desired, known = new Map<string, Remembered>()): (name: string) => string | null {
  remember(known, now, 0);
  const table = hostsOf(now, known);
  return (name) => {
    const host = table.hosts[table.find(Buffer.from(`\t${name}\t`, 'latin1'), 1, name.length + 1)];
    return host === undefined ? null : `${String(host.site)} of ${host.owner}`;
  };
}

describe('a name in the log', () => {
  it('belongs to its site in either case, with or without www', () => {
    const find = finder(desired);
    for (const name of ['alice.example', 'ALICE.Example', 'www.alice.example']) assert.equal(find(name), '11 of alice');
  });

  it('is the site’s of that very name before www of another', () => {
    const find = finder(desired);
    assert.equal(find('shop.example'), '21 of bob');
    assert.equal(find('www.shop.example'), '12 of alice');
    assert.equal(find('www.www.shop.example'), '12 of alice');
  });

  it('is nobody’s otherwise', () => {
    const find = finder(desired);
    for (const name of [
      '',
      '-',
      'example',
      'lice.example',
      'alice.exampl',
      'alice.example.',
      'xwww.alice.example',
      '\xff',
    ])
      assert.equal(find(name), null, name);
    assert.equal(finder({ ...desired, sites: [] })('alice.example'), null);
  });

  it('is found among thousands, and only there', () => {
    const names = fc.uniqueArray(fc.domain(), { minLength: 1, maxLength: 200, selector: (name) => name.toLowerCase() });
    fc.assert(
      fc.property(names, fc.domain(), (domains, other) => {
        const find = finder({ ...desired, sites: domains.map((domain, n) => site(n + 1, 1, domain)) });
        const numbers = domains.map((domain) => find(domain));
        assert.deepEqual(
          numbers,
          domains.map((_, n) => `${String(n + 1)} of alice`),
        );
        const known = domains.some((domain) =>
          [domain, `www.${domain}`].some((one) => one.toLowerCase() === other.toLowerCase()),
        );
        assert.equal(find(other) !== null, known);
      }),
    );
  });
});

describe('a site that is gone', () => {
  const without = (...domains: string[]): Desired => ({
    ...desired,
    sites: desired.sites.filter(({ domain }) => !domains.includes(domain)),
  });

  it('counts for its account for an hour', () => {
    const known = new Map<string, Remembered>();
    remember(known, desired, 0);
    assert.equal(finder(without('alice.example'), known)('www.alice.example'), 'null of alice');
    remember(known, without('alice.example'), hour);
    assert.ok(known.has('alice.example'));
    remember(known, without('alice.example'), hour + 1);
    assert.ok(!known.has('alice.example'));
  });

  it('gives way to a site that takes its name', () => {
    const known = new Map<string, Remembered>();
    remember(known, desired, 0);
    assert.equal(finder(without('www.shop.example'), known)('www.shop.example'), '21 of bob');
    const moved = { ...desired, sites: [site(99, 2, 'alice.example')] };
    assert.equal(finder(moved, known)('alice.example'), '99 of bob');
  });

  it('is forgotten with its account', () => {
    const known = new Map<string, Remembered>();
    remember(known, desired, 0);
    remember(known, { ...desired, accounts: desired.accounts.slice(1) }, 0);
    assert.deepEqual([...known.keys()], ['shop.example']);
  });
});

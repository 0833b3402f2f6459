import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readDesired } from '../../src/agent/desired.schema.ts';
import { account, bring, desired, faultsOf, hashOf, newHost, site } from '../helpers/memory-world.ts';

const block = (name: string): string => `-----BEGIN ${name}-----\n${'QUJD'.repeat(16)}\n-----END ${name}-----\n`;
const pem = block('CERTIFICATE') + block('CERTIFICATE') + block('EC PRIVATE KEY');

const alice = account('alice', { passwordHash: hashOf('a'), diskKiB: 5, shell: true });
const bob = account('bob', { suspended: true });
const a = site('a.example', alice, { features: ['php', 'https'], certificate: pem });
const b = site('xn--80ak6aa92e.com', bob);
const good = desired([alice, bob], [a, b]);

/** What arrives is JSON, with nothing in it but what was written. */
const read = (value: unknown): ReturnType<typeof readDesired> => readDesired(JSON.parse(JSON.stringify(value)));

const hostile = [
  ...['', ' ', '.', '..', '../alice', '/etc', 'alice/../bob', '-rf', '--help', 'a b', 'alice\n', '\nalice', 'alice\0'],
  ...[
    '$(id)',
    '`id`',
    ';id',
    '|id',
    '&',
    'a;b',
    "a'b",
    'a"b',
    'a\\b',
    '*',
    '?',
    '~',
    '#',
    '{a,b}',
    'a:b',
    'a,b',
    'a=b',
  ],
  ...['ALICE', 'Älice', 'аlice', 'a\u200bb', 'a\u202eb', '😀', '\ud800', 'a'.repeat(32), 'a'.repeat(100_000)],
  ...['__proto__', '0alice', '_alice', 'root', 'www-data', 'daemon', 'sublet', 'nobody'],
];
const hostileDomains = [
  ...hostile.filter((text) => text !== ''),
  ...['', 'localhost', 'a', 'a.example.', '.a.example', 'a..example', '-a.example', 'a-.example', 'a_b.example'],
  ...[
    '127.0.0.1',
    '1.2.3.4',
    '1.2',
    'a.123',
    '[::1]',
    'a.example:80',
    '*.example',
    'a.example;',
    'a.example}',
    'A.example',
  ],
  ...[`${'a'.repeat(64)}.example`, `${'a.'.repeat(126)}example`, 'a.example\n', 'пример.рф', 'a.e', 'a.example/../b'],
];

describe('what the panel says', () => {
  it('goes on as it is when it is right', () => {
    assert.deepEqual(read(good), { desired: good, failures: [] });
  });

  it('takes the longest names there are, and words of JavaScript', () => {
    const constructor = account('constructor', { id: 8 });
    const long = account('a'.repeat(31), { id: 9 });
    const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.org`;
    assert.equal(domain.length, 253);
    assert.deepEqual(read(desired([constructor, long], [site(domain, long)])).failures, []);
  });

  for (const [field, values] of Object.entries({
    name: [...hostile, 5, null, ['alice'], { toString: 'alice' }],
    uid: [0, 33, 1000, 19_999, 60_000, 2 ** 32 + 20_001, 20_001.5, -1, '20001', null],
    suspended: ['false', 0, null],
    shell: ['/bin/bash', 1, null],
    passwordHash: [
      ...['', '!', '*', 'secret', `$1$salt$${'a'.repeat(22)}`, `${hashOf('a')}:0:0`, `${hashOf('a')}\nroot:x`],
      ...[`!${hashOf('a')}`, hashOf('a').slice(1), `$6$${'s'.repeat(17)}$${'a'.repeat(86)}`, hashOf('a').slice(0, -1)],
      ...[`$6$rounds=999999999$salt$${'a'.repeat(86)}`, `$y$j9T$salt$${'a'.repeat(43)}`],
    ],
    diskKiB: [-1, 1.5, 2 ** 43, '5', 'none'],
    providerId: ['1', null, -1],
  }))
    it(`does not go on with an account of a wrong ${field}, and does with the others`, () => {
      for (const value of values) {
        const { desired: taken, failures } = read(desired([{ ...alice, [field]: value }, bob], [a, b]));
        assert.deepEqual(faultsOf(failures), ['account 1 invalid', `site ${a.id} needs`], JSON.stringify(value));
        assert.deepEqual([taken.accounts, taken.sites], [[bob], [b]]);
        assert.equal(failures[0]?.detail, field);
      }
    });

  for (const [field, values] of Object.entries({
    domain: hostileDomains,
    features: ['php', ['shell'], ['php', 'php'], [''], ['__proto__'], null, { length: 0 }],
    certificate: [
      ...['', 'x', block('CERTIFICATE'), block('PRIVATE KEY'), block('PRIVATE KEY') + block('CERTIFICATE')],
      ...[pem.replace('QUJD', '../.'), `${pem}x`, `x${pem}`, pem + pem, block('CERTIFICATE') + '#'.repeat(70_000)],
      block('CERTIFICATE').repeat(10) + block('PRIVATE KEY').replace('QUJD', 'QUJD'.repeat(17_000)),
    ],
    accountId: [0, -1, '1', null],
  }))
    it(`does not go on with a site of a wrong ${field}, and does with the others`, () => {
      for (const value of values) {
        const { desired: taken, failures } = read(desired([alice, bob], [{ ...a, [field]: value }, b]));
        assert.deepEqual(faultsOf(failures), [`site ${a.id} invalid`], JSON.stringify(value));
        assert.deepEqual([taken.accounts, taken.sites], [[alice, bob], [b]]);
      }
    });

  it('leaves a site out whose account it does not name', () => {
    assert.deepEqual(faultsOf(read(desired([bob], [a, b])).failures), [`site ${a.id} needs`]);
  });

  it('has no fields but those that are known, in no entry', () => {
    const { desired: taken, failures } = read(
      desired([{ ...alice, home: '/etc' } as typeof alice, bob], [{ ...b, root: '/' } as typeof b]),
    );
    assert.deepEqual(faultsOf(failures), ['account 1 invalid', `site ${b.id} invalid`]);
    assert.deepEqual([taken.accounts, taken.sites], [[bob], []]);
    const polluted = JSON.stringify(good).replace('"name":"alice"', '"__proto__":{"x":1},"name":"alice"');
    assert.equal(readDesired(JSON.parse(polluted)).failures[0]?.fault, 'invalid');
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it('keeps the elder of two accounts with one name or uid, and of two sites with one domain', () => {
    const name = account('alice', { id: 20 });
    const uid = account('carol', { id: 21, uid: alice.uid });
    const domain = { ...site('a.example', bob), id: a.id + 1 };
    for (const accounts of [
      [alice, bob, name, uid],
      [uid, name, bob, alice],
    ]) {
      const { desired: taken, failures } = read(desired(accounts, [domain, a]));
      assert.deepEqual([taken.accounts, taken.sites], [[alice, bob], [a]]);
      assert.deepEqual(faultsOf(failures), ['account 20 invalid', 'account 21 invalid', `site ${domain.id} invalid`]);
    }
  });

  it('takes neither of two entries with one id', () => {
    const { desired: taken, failures } = read(desired([alice, { ...bob, id: alice.id }], []));
    assert.deepEqual([taken.accounts, faultsOf(failures)], [[], ['account 1 invalid']]);
  });

  it('bounds texts and takes control characters away', () => {
    const provider = {
      ...good.providers[0],
      name: `N\n\t\u0000\u202eorth${'😀'.repeat(200)}`,
      suspendedText: 'x\ud800',
    };
    const [taken] = read({ ...good, providers: [provider] }).desired.providers;
    assert.match(taken?.name ?? '', /^N {4}orth😀+$/u);
    assert.ok((taken?.name ?? '').length <= 200);
    assert.equal(taken?.suspendedText, 'x');
  });

  it('leaves a bad provider out, and nothing else', () => {
    for (const wrong of [
      { id: 'x' },
      { contact: 'x' },
      { contact: 'a@b.example"><script>' },
      { lang: '../en' },
      { name: 5 },
    ]) {
      const { desired: taken, failures } = read({ ...good, providers: [{ ...good.providers[0], ...wrong }] });
      assert.deepEqual([taken.providers, taken.accounts.length, failures], [[], 2, []]);
    }
  });

  it('is refused as a whole when nobody could say what is missing from it', () => {
    const wrong = [null, 5, 'x', [], {}, { ...good, revision: '1' }, { ...good, accounts: {} }, { ...good, more: 1 }];
    const nameless = [
      { ...good, accounts: [null] },
      { ...good, sites: [{ ...a, id: '1' }] },
    ];
    const noWelcome = { ...good, welcome: { ...good.welcome, lang: '"><' } };
    for (const value of [...wrong, ...nameless, noWelcome, undefined]) assert.throws(() => readDesired(value));
  });

  it('never becomes a step with anything but what was checked, whatever it is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ id: fc.nat(30), name: fc.oneof(fc.constantFrom(...hostile), fc.string()) })),
        fc.array(fc.record({ id: fc.nat(30), domain: fc.oneof(fc.constantFrom(...hostileDomains), fc.webUrl()) })),
        async (names, domains) => {
          const accounts = names.map(({ id, name }) => account(name, { id: id + 100 }));
          const sites = domains.map(({ id, domain }) => site(domain, alice, { id: id + 100 }));
          const { desired: taken } = read(desired([alice, bob, ...accounts], [...sites, a]));
          const host = newHost();
          await bring(host, taken);
          for (const name of host.users.keys()) assert.match(name, /^[a-z][a-z0-9_-]{0,30}$/);
          for (const folder of host.folders.keys()) assert.match(folder, /^[a-z][a-z0-9_-]{0,30}\/[a-z0-9.-]{4,253}$/);
          assert.ok(host.users.has('alice') && host.folders.has('alice/a.example'));
        },
      ),
      { numRuns: 100 },
    ));

  it('is read in little time, for 1,000 accounts and 5,000 sites', () => {
    const accounts = Array.from({ length: 1000 }, (_, at) =>
      account(`user${at}`, { id: at + 1, passwordHash: hashOf('a') }),
    );
    const sites = Array.from({ length: 5000 }, (_, at) =>
      site(`s${at}.example`, { ...alice, id: (at % 1000) + 1 }, { id: at + 1, features: ['php', 'https'] }),
    );
    const json: unknown = JSON.parse(JSON.stringify(desired(accounts, sites)));
    readDesired(json);
    const began = performance.now();
    assert.equal(readDesired(json).desired.sites.length, 5000);
    assert.ok(performance.now() - began < 300, `${performance.now() - began} ms`);
  });
});

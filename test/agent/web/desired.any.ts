import fc from 'fast-check';
import type { Desired, SiteFeature } from '../../../src/kernel/host.ts';

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const inner = [...letters, ...Array.from('0123456789-')];
const word = (first: readonly string[], rest: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...first), fc.string({ unit: fc.constantFrom(...rest), maxLength: maxLength - 1 }))
    .map((parts) => parts.join(''));

const label = word([...letters, '0', '9'], inner, 63).map((text) => text.replace(/-$/u, '0'));
/** Words that mean something to nginx or to ourselves come often. */
const special = fc.constantFrom('www', 'default', 'include', 'hostnames', 'volatile', 'a', 'b');
const domain = fc
  .tuple(fc.array(fc.oneof(special, label), { minLength: 1, maxLength: 4 }), word(letters, letters, 8))
  .map(([labels, last]) => [...labels, last].join('.'))
  .filter((text) => text.length <= 253);
const name = fc.oneof(
  fc.constantFrom('global', 'default', 'include', 'tom', 'nina', 'rose'),
  word(letters, [...inner, '_'], 31),
);

/** Texts that would break out of a configuration or a page. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '</style><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; } server {",
    '$host ${x}',
    '@TREE@',
    '<!--#exec cmd="id" -->',
    '\u0000\u202e',
    '\ud800',
    '&lt;',
  ),
);
const features: readonly SiteFeature[] = ['cgi', 'php', 'ssi', 'https'];

const provider = fc.record({
  id: fc.integer({ min: 0, max: 5 }),
  name: hostile,
  contact: hostile,
  lang: hostile,
  suspendedTitle: hostile,
  suspendedText: hostile,
});

const account = fc.record({
  id: fc.integer({ min: 1, max: 8 }),
  name,
  uid: fc.integer({ min: 20_000, max: 59_999 }),
  suspended: fc.boolean(),
  shell: fc.boolean(),
  passwordHash: fc.constant(null),
  diskKiB: fc.constant(null),
  providerId: fc.integer({ min: 0, max: 7 }),
});

const site = fc.record({
  id: fc.nat(),
  accountId: fc.integer({ min: 1, max: 9 }),
  domain,
  features: fc.subarray([...features]),
  certificate: fc.constant(null),
});

/** Whatever the agent may accept: names and domains as they have to be, texts without any rule. */
export const desiredOfAny: fc.Arbitrary<Desired> = fc.record({
  revision: fc.nat(),
  providers: fc.uniqueArray(provider, { selector: ({ id }) => id, maxLength: 4 }),
  accounts: fc
    .uniqueArray(account, { selector: ({ id }) => id, maxLength: 6 })
    .map((all) => all.filter((one, at) => all.findIndex((other) => other.name === one.name) === at)),
  sites: fc.uniqueArray(site, { selector: (one) => one.domain, maxLength: 12 }),
  panel: fc.constant('panel-for-the-tests'),
  nextUid: fc.constant(60_000),
  welcome: fc.record({ lang: hostile, title: hostile, text: hostile }),
  noSite: fc.option(fc.record({ title: hostile, text: hostile }), { nil: undefined }),
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { certificateOf, defaultPaths as paths } from '../../../src/agent/paths.ts';
import { renderWeb } from '../../../src/agent/web/render.ts';
import { treeId, withId, withoutId } from '../../../src/agent/web/tree.ts';
import type { Desired, HostAccount, HostSite } from '../../../src/kernel/host.ts';
import { accountWith as account } from '../samples.ts';
import { desiredOfAny } from './desired.any.ts';
import { locationsOf, parseConf, valuesOf, type Directive } from './nginx-conf.ts';

const fileOf = (tree: ReadonlyMap<string, string>, name: string): string => tree.get(name) ?? assert.fail(name);
const shuffled = <T>(items: readonly T[]): T[] => [...items].reverse();

function pairsOf(tree: ReadonlyMap<string, string>, map: string): Map<string, string> {
  const lines = parseConf(fileOf(tree, `${map}.map`));
  for (const { words, block } of lines) assert.ok(words.length === 2 && block === null);
  return new Map(lines.map(({ words: [key = '', value = ''] }) => [key, value]));
}

function serversOf(tree: ReadonlyMap<string, string>): (readonly Directive[])[] {
  const http = parseConf(fileOf(tree, 'nginx.conf')).find(({ words }) => words[0] === 'http');
  return (http?.block ?? []).flatMap(({ words, block }) => (words[0] === 'server' && block !== null ? [block] : []));
}

interface Expected {
  readonly site: HostSite;
  readonly account: HostAccount;
}

/** By name, said in another way than the renderer does. */
function expectedNames({ accounts, sites }: Desired): Map<string, Expected> {
  const names = new Map<string, Expected>();
  const known = sites.flatMap((site) => {
    const account = accounts.find(({ id }) => id === site.accountId);
    return account === undefined ? [] : [{ site, account }];
  });
  for (const one of known) names.set(one.site.domain, one);
  for (const one of known) {
    const www = `www.${one.site.domain}`;
    if (www.length <= 253 && !known.some(({ site }) => site.domain === www)) names.set(www, one);
  }
  return names;
}

const site = (id: number, domain: string, features: HostSite['features'] = []): HostSite => ({
  id,
  accountId: 1,
  domain,
  features,
  certificate: null,
});
function desiredOf(accounts: readonly HostAccount[], sites: readonly HostSite[]): Desired {
  return {
    revision: 1,
    panel: 'panel-for-the-tests',
    nextUid: 60_000,
    providers: [],
    accounts,
    sites,
    welcome: { lang: 'en', title: 'Welcome', text: '' },
  };
}

describe('the configuration of the web server', () => {
  const any = (check: (desired: Desired) => void): void =>
    fc.assert(fc.property(desiredOfAny, check), { numRuns: 150 });

  it('has each name once, in the block of its kind, and in the maps of its kind', () => {
    any((desired) => {
      const { tree } = renderWeb(desired, paths);
      const expected = expectedNames(desired);
      const [unknown, canary, ...servers] = serversOf(tree);
      assert.deepEqual(
        [valuesOf(unknown ?? [], 'server_name'), valuesOf(canary ?? [], 'server_name')],
        [[['']], [['_canary.sublet.invalid']]],
      );
      const named = servers.flatMap((server) => valuesOf(server, 'server_name').flat());
      assert.deepEqual(named.toSorted(), [...expected.keys()].sort());
      for (const server of servers) {
        const kinds = valuesOf(server, 'server_name')
          .flat()
          .map((name) => kindOf(expected.get(name)));
        assert.equal(new Set(kinds).size, 1);
        assert.equal(kindIn(server), kinds[0]);
      }
      assert.ok(servers.length <= 18);
      const asked = (value: (one: Expected) => string): Map<string, string> =>
        new Map([...expected].map(([name, one]) => [name, value(one)]));
      assert.deepEqual(sorted(pairsOf(tree, 'accounts')), sorted(asked(({ account }) => account.name)));
      assert.deepEqual(sorted(pairsOf(tree, 'domains')), sorted(asked(({ site }) => site.domain)));
      const stopped = [...expected].filter(([, { account }]) => account.suspended);
      assert.deepEqual([...pairsOf(tree, 'providers').keys()].sort(), stopped.map(([name]) => name).sort());
    });
  });

  it('has the same directives for every set of sites, but for names', () => {
    any((desired) => {
      const { tree } = renderWeb(desired, paths);
      const known = new Set([
        ...['listen', 'server_name', 'ssl_certificate', 'ssl_certificate_key', 'root', 'disable_symlinks'],
        ...['location', 'client_max_body_size', 'error_page'],
      ]);
      for (const server of serversOf(tree).slice(2))
        for (const { words } of server) assert.ok(known.has(words[0] ?? ''), words.join(' '));
      const without = (text: string): string[] =>
        parseConf(text)
          .filter(({ words }) => words[0] !== 'http')
          .map(({ words }) => words.join(' '));
      const empty = renderWeb({ ...desired, accounts: [], sites: [] }, paths).tree;
      assert.deepEqual(without(fileOf(tree, 'nginx.conf')), without(fileOf(empty, 'nginx.conf')));
    });
  });

  it('does not depend on the order of anything', () => {
    any((desired) => {
      const { accounts, sites, providers } = desired;
      const turned = sites.map((site) => ({ ...site, features: shuffled(site.features) }));
      const other = {
        ...desired,
        accounts: shuffled(accounts),
        sites: shuffled(turned),
        providers: shuffled(providers),
      };
      assert.equal(renderWeb(other, paths).id, renderWeb(desired, paths).id);
    });
  });

  it('keeps what people write to the pages, where it is text', () => {
    any((desired) => {
      const { tree } = renderWeb(desired, paths);
      const plain = renderWeb(
        {
          ...desired,
          providers: desired.providers.map(({ id }) => ({
            id,
            name: 'n',
            contact: '',
            lang: 'en',
            suspendedTitle: 't',
            suspendedText: 's',
          })),
        },
        paths,
      ).tree;
      for (const [path, text] of tree) if (!path.startsWith('pages/')) assert.equal(text, plain.get(path), path);
      assert.deepEqual([...tree.keys()].sort(), [...plain.keys()].sort());
    });
  });

  it('takes its id from its files, with the id in them or not', () => {
    any((desired) => {
      const { id, tree } = renderWeb(desired, paths);
      assert.equal(treeId(tree), id);
      assert.equal(treeId(withoutId(withId(tree, id), id)), id);
      assert.ok(fileOf(withId(tree, id), 'nginx.conf').includes(`return 200 ${id};`));
    });
  });

  it('grows by names alone: five thousand sites have as many blocks as a few', () => {
    const accounts = [account(1, 'alice')];
    const sites = Array.from({ length: 5000 }, (_, at) => site(at, `s${at}.example`, ['php', 'https']));
    const started = performance.now();
    const { tree } = renderWeb(desiredOf(accounts, sites), paths);
    assert.ok(performance.now() - started < 1000);
    assert.equal(serversOf(tree).length, 3);
  });

  it('leaves out sites whose account is not there', () => {
    const one = renderWeb(desiredOf([account(1, 'alice')], [site(1, 'a.example')]), paths);
    const two = renderWeb(
      desiredOf([account(1, 'alice')], [site(1, 'a.example'), { ...site(2, 'b.example'), accountId: 9 }]),
      paths,
    );
    assert.equal(two.id, one.id);
  });

  const bad: readonly (readonly [string, Desired])[] = [
    ...[
      'a.example;',
      'A.example',
      'a b.example',
      'a.example\n}',
      '$host',
      '*.example',
      '~a.example',
      'example',
      '',
      '-a.example',
      '.example',
      'ä.example',
      `${'a'.repeat(64)}.example`,
      `${'a.'.repeat(127)}a`,
      '../a.example',
    ].map(
      (domain) =>
        [`the domain ${JSON.stringify(domain)}`, desiredOf([account(1, 'alice')], [site(1, domain)])] as const,
    ),
    ...['Alice', 'a/b', '../x', 'a$host', 'a;', '', 'a'.repeat(32), 'a b', '1a'].map(
      (name) => [`the name ${JSON.stringify(name)}`, desiredOf([account(1, name)], [site(1, 'a.example')])] as const,
    ),
    ['a domain twice', desiredOf([account(1, 'alice')], [site(1, 'a.example'), site(2, 'a.example')])],
  ];
  for (const [what, desired] of bad)
    it(`is not made of ${what}`, () => {
      assert.throws(() => renderWeb(desired, paths));
    });

  it('is not made of paths with more than plain characters', () => {
    for (const home of ['/ho me', '/home;', 'home', '/home/$x', '/home"', '/'])
      assert.throws(() => renderWeb(desiredOf([], []), { ...paths, home }));
  });
});

const sorted = (map: ReadonlyMap<string, string>): string[] => [...map].map((pair) => pair.join(' ')).sort();

const kindOf = (one: Expected | undefined): string => {
  assert.ok(one);
  const { site, account } = one;
  const relevant = account.suspended ? ['https'] : ['php', 'cgi', 'ssi', 'https'];
  return [
    account.suspended,
    ...relevant.filter((feature) => (site.features as readonly string[]).includes(feature)),
  ].join(' ');
};

/** What a block really does, read from its directives. */
function kindIn(server: readonly Directive[]): string {
  const locations = locationsOf(server);
  const passes = (location: string, name: string): boolean =>
    (locations.get(location) ?? []).some(({ words }) => words[0] === name);
  const suspended = locations.has('= /suspended');
  assert.equal(passes('/', 'try_files'), passes('~ \\.php(?:/|$)', 'fastcgi_pass'));
  const tls = valuesOf(server, 'listen').filter((words) => words.includes('ssl')).length;
  assert.deepEqual(valuesOf(server, 'ssl_certificate').flat(), tls > 0 ? [certificateOf(paths, '$certificate')] : []);
  assert.ok(tls === 0 || tls === 2);
  const found = [
    passes('~ \\.php(?:/|$)', 'fastcgi_pass') && passes('@front', 'fastcgi_pass') ? 'php' : '',
    passes('~ ^/cgi-bin/', 'fastcgi_pass') ? 'cgi' : '',
    passes('~ \\.shtml$', 'ssi') ? 'ssi' : '',
    tls === 2 ? 'https' : '',
  ];
  return [suspended, ...found.filter(Boolean)].join(' ');
}

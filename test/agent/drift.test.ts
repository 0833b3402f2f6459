import assert from 'node:assert/strict';
import { driftOf } from '../../src/agent/drift.ts';
import { certificateOf, defaultPaths } from '../../src/agent/paths.ts';
import type { Desired, HostFailure } from '../../src/kernel/host.ts';
import { memoryDriver } from '../helpers/memory-driver.ts';
import type { MemoryHost } from '../helpers/memory-host.ts';
import { memoryDeps } from '../helpers/memory-trees.ts';
import { account, bring, desired, hashOf, newHost, site } from '../helpers/memory-world.ts';

const alice = account('alice', { passwordHash: hashOf('a'), diskKiB: 1000 });
const bob = account('bob', { suspended: true });
const carol = account('carol', { shell: true });
const everything = desired(
  [alice, bob, carol],
  [
    site('a.example', alice, { features: ['php', 'https'] }),
    site('b.example', bob),
    site('c.example', carol, { features: ['cgi', 'https'], certificate: 'given' }),
  ],
);

async function driftAfter(change: (host: MemoryHost) => void, last: Desired | null = everything): Promise<string[]> {
  const host = newHost();
  const { failures } = await bring(host, everything);
  assert.deepEqual(failures, []);
  change(host);
  return found(host, last);
}

async function found(host: MemoryHost, last: Desired | null, without: readonly HostFailure[] = []): Promise<string[]> {
  const observed = await memoryDriver(host).observe();
  const drift = driftOf(last, observed, { ...memoryDeps(host), without }, 1234);
  for (const { at, repaired } of drift) assert.deepEqual([at, repaired], [1234, false]);
  return drift.map((one) => `${one.what} ${one.found}`);
}

const change =
  (name: string, to: object) =>
  (host: MemoryHost): void => {
    const user = host.users.get(name);
    assert.ok(user);
    Object.assign(user, to);
  };

describe('drift', () => {
  it('is nothing when everything is as it was left, or nothing was done yet', async () => {
    assert.deepEqual(await driftAfter(() => undefined), []);
    assert.deepEqual(await driftAfter((host) => host.users.clear(), null), []);
  });

  const cases: readonly [string, (host: MemoryHost) => void, readonly string[]][] = [
    ['an opened lock', change('bob', { locked: false }), ['user bob is not locked']],
    ['an expiry taken away', change('bob', { expired: false }), ['user bob is not locked']],
    ['a lock', change('alice', { locked: true }), ['user alice is locked']],
    ['a shell', change('alice', { shell: true }), ['user alice has a shell']],
    ['no shell', change('carol', { shell: false }), ['user carol has no shell']],
    ['a password', change('carol', { hash: hashOf('x') }), ['user carol has another password']],
    ['no password', change('alice', { hash: null }), ['user alice has no password']],
    ['a limit', change('alice', { diskKiB: 5 }), ['user alice has a disk limit of 5 KiB']],
    ['no limit', change('alice', { diskKiB: null }), ['user alice has no disk limit']],
    ['a home', change('alice', { home: false }), ['/home/alice is not as it was left']],
    ['programs', change('bob', { running: true }), ['user bob runs programs while it is suspended']],
    ['a deleted user', (host) => host.users.delete('alice'), ['user alice is not there']],
    ['a folder', (host) => host.folders.delete('bob/b.example'), ['/home/bob/www/b.example is not there']],
    ['CGI', (host) => host.cgi.clear(), ['CGI of carol does not run']],
    ['CGI of another', (host) => host.cgi.add('alice'), ['CGI of alice runs']],
    ['the web server', (host) => (host.web.running = false), ['the web server does not run']],
    ['PHP', (host) => (host.php.running = false), ['PHP does not run']],
    [
      'configurations',
      (host) => {
        host.web.id = 'changed';
        host.php.id = null;
      },
      ['/var/lib/sublet-agent/web/current is not as it was left', '/var/lib/sublet-agent/php/current is not there'],
    ],
    [
      'certificates',
      (host) => {
        host.certificates.delete('a.example');
        host.certificates.set('c.example', { given: null, expires: 0 }).set('x.example', { given: null, expires: 0 });
      },
      [
        `${certificateOf(defaultPaths, 'c.example')} is another one`,
        `${certificateOf(defaultPaths, 'a.example')} is not there`,
        `${certificateOf(defaultPaths, 'x.example')} belongs to no site`,
      ],
    ],
  ];
  for (const [what, made, words] of cases)
    it(`sees ${what}`, async () => {
      assert.deepEqual((await driftAfter(made)).sort(), [...words].sort());
    });

  it('sees a user of ours that belongs to no account', async () => {
    const host = newHost();
    await bring(host, everything);
    assert.deepEqual((await found(host, desired([bob, carol], everything.sites.slice(1)))).sort(), [
      `${certificateOf(defaultPaths, 'a.example')} belongs to no site`,
      '/var/lib/sublet-agent/web/current is not as it was left',
      'PHP runs',
      'user alice belongs to no account',
    ]);
  });

  it('is not what is due anyway: a certificate of our own that ends soon', async () => {
    assert.deepEqual(await driftAfter((host) => (host.now += 360 * 24 * 60 * 60 * 1000)), []);
  });

  it('is never about what is not ours', async () => {
    assert.deepEqual(await driftAfter((host) => host.foreign.set('mallory', 20_500)), []);
    const taken = await driftAfter((host) => {
      host.users.delete('alice');
      host.foreign.set('alice', 20_500);
    });
    assert.doesNotMatch(taken.join(), /user alice/);
  });

  it('is not what could not be done before', async () => {
    const host = newHost();
    host.fails = (op, name) =>
      (op === 'users.password' && name === 'alice') || (op === 'cgi.start' && name === 'carol') ? 'command' : null;
    host.refuses = (what, tree) => (what === 'web' && tree.has('b.example') ? 'no' : null);
    const { failures } = await bring(host, everything);
    assert.ok(failures.length >= 3);
    assert.deepEqual(await found(host, everything, failures), []);
  });
});

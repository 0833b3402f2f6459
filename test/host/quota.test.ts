import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../src/agent/linux/exec.ts';
import { detectQuota } from '../../src/agent/linux/quota/detect.ts';
import { toolsQuota } from '../../src/agent/linux/quota/tools.ts';
import { diskUsage } from '../../src/agent/linux/quota/usage.ts';
import type { Who } from '../../src/agent/op.ts';
import { asideOf, defaultPaths, homeOf } from '../../src/agent/paths.ts';
import { linuxHost, sh, shAs, type LinuxHost } from '../helpers/host-linux.ts';
import { recordingExec } from '../helpers/recording-exec.ts';

const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
const mebi = 1024;

/** Makes a file system in a file and mounts it. */
function mountNew(point: string, options: string, ...make: string[]): void {
  mkdirSync(point, { recursive: true });
  sh('/usr/bin/truncate', '--size=400M', `${point}.img`);
  sh(`/usr/sbin/${make[0] ?? ''}`, ...make.slice(1), `${point}.img`);
  sh('/usr/bin/mount', '-o', options, `${point}.img`, point);
}

describe('limits of disk use', function () {
  this.timeout(60_000);

  it('are not kept where the file system cannot, and the report says so', async () => {
    const host = linuxHost();
    try {
      await host.settle(alice, bob);
      assert.equal((await detectQuota(host.paths, exec)).kind, 'none');
      const users = [
        { ...alice, diskKiB: 5 },
        { ...bob, diskKiB: null },
      ];
      const failures = await host.run({ op: 'quota.set', users });
      assert.deepEqual(
        failures.map(({ id, fault }) => [id, fault]),
        [[7, 'quota']],
      );
      assert.equal((await host.observe()).quota, false);
    } finally {
      await host.close();
    }
  });
});

describe('limits of ext4', function () {
  this.timeout(60_000);
  const point = '/tmp/ext4/home';
  before(() => {
    mountNew(point, 'loop,usrquota', 'mkfs.ext4', '-q');
    sh('/usr/sbin/quotacheck', '--create-files', '--user', '--no-remount', point);
  });
  after(() => sh('/usr/bin/umount', point));

  it('are written and read by the real tools', async () => {
    const quota = toolsQuota('ext4', point, exec);
    assert.deepEqual(
      await quota.set([
        { ...alice, diskKiB: 10 * mebi },
        { ...bob, diskKiB: 0 },
      ]),
      [],
    );
    const read = async (): Promise<unknown> =>
      [...(await quota.read([alice, bob]))].map(([uid, { limitKiB }]) => [uid, limitKiB]);
    assert.deepEqual(await read(), [
      [20_101, 10 * mebi],
      [20_102, 0],
    ]);
    // More than this format of the books can say.
    const tooMuch = await quota.set([
      { ...bob, diskKiB: 2 ** 40 },
      { ...alice, diskKiB: null },
    ]);
    assert.deepEqual(
      tooMuch.map(({ id, fault }) => [id, fault]),
      [[8, 'quota']],
    );
    // Who has no limit and uses nothing is not in the books any more.
    assert.deepEqual(await read(), [[20_102, 0]]);
  });

  it('count as kept only while they are switched on', async () => {
    const paths = { ...defaultPaths, home: point };
    assert.equal((await detectQuota(paths, exec)).kind, 'none');
    const state = `user quota on ${point} (/dev/loop0) is on\n`;
    const switched = recordingExec(({ bin }) => (bin === 'quotaon' ? { out: state, code: 1 } : {}));
    assert.equal((await detectQuota(paths, switched)).kind, 'ext4');
    assert.deepEqual(switched.calls[0]?.args, ['--print-state', '--user', '--', point]);
  });
});

describe('limits of btrfs', function () {
  this.timeout(60_000);
  const home = '/tmp/btrfs/home';
  let host: LinuxHost;
  before(() => {
    sh('/usr/bin/mount', '-t', 'sysfs', 'sys', '/sys');
    mountNew(home, 'loop', 'mkfs.btrfs', '-q');
  });
  after(() => {
    sh('/usr/bin/umount', home);
    sh('/usr/bin/umount', '/sys');
  });
  beforeEach(() => {
    host = linuxHost(home);
  });
  afterEach(async () => {
    await host.close();
    // All tests here have these homes.
    await host.archiver().proceed();
  });
  const limit = (who: Who, diskKiB: number | null): ReturnType<LinuxHost['run']> =>
    host.run({ op: 'quota.set', users: [{ ...who, diskKiB }] });
  const fill = (who: Who, mebibytes: number): number => {
    const file = join(homeOf(host.paths, who.name), 'www/file');
    try {
      shAs(who.uid, '/usr/bin/dd', 'if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${mebibytes}`, 'conv=fsync');
    } catch (error) {
      assert.match(String(error), /Disk quota exceeded/);
    }
    return statSync(file).size / 1024 / 1024;
  };

  it('are not kept before somebody switches them on', async () => {
    assert.equal((await detectQuota(host.paths, exec)).kind, 'none');
    sh('/usr/bin/btrfs', 'quota', 'enable', home);
    assert.equal((await detectQuota(host.paths, exec)).kind, 'btrfs');
  });

  it('stop the writes of one user, are raised, and are nothing to others', async () => {
    await host.settle(alice, bob);
    assert.deepEqual(await limit(alice, 20 * mebi), []);
    assert.equal((await host.observe()).users.get('alice')?.diskKiB, 20 * mebi);
    const stopped = fill(alice, 40);
    assert.ok(stopped > 15 && stopped <= 20, `${stopped} MiB`);
    assert.equal(fill(bob, 40), 40);
    assert.deepEqual(await limit(alice, 60 * mebi), []);
    assert.equal(fill(alice, 40), 40);
    sh('/usr/bin/sync');
    const uses = await diskUsage(host.paths, exec, [alice, bob]);
    for (const who of [alice, bob]) assert.equal(Math.round((uses.get(who.uid) ?? 0) / 1024 / 1024), 40);
    assert.deepEqual(await limit(alice, null), []);
    assert.equal((await host.observe()).users.get('alice')?.diskKiB, null);
  });

  it('let a full home go', async () => {
    await host.settle(alice);
    await limit(alice, 5 * mebi);
    fill(alice, 10);
    assert.deepEqual(await host.run({ op: 'users.delete', users: [alice] }), []);
    assert.deepEqual([await host.archives('alice'), readdirSync(asideOf(host.paths))], [1, []]);
  });

  it('let a home go with what its user made a subvolume of', async () => {
    await host.settle(alice);
    const inner = join(homeOf(host.paths, 'alice'), 'www/inner');
    shAs(alice.uid, '/usr/bin/btrfs', 'subvolume', 'create', inner);
    shAs(alice.uid, '/usr/bin/touch', join(inner, 'file'));
    assert.deepEqual(await host.run({ op: 'users.delete', users: [alice] }), []);
    assert.equal(await host.archives('alice'), 1);
    assert.deepEqual(readdirSync(asideOf(host.paths)), []);
    const [archive = ''] = readdirSync(host.paths.archive);
    assert.match(sh('/usr/bin/tar', '--list', '--file', join(host.paths.archive, archive)), /^\.\/www\/inner\/file$/m);
  });

  it('are not kept where a user makes a subvolume, which is told of and counted, until it is deleted', async () => {
    await host.settle(alice, bob);
    assert.deepEqual([await limit(alice, 20 * mebi), await limit(bob, 20 * mebi)], [[], []]);
    const inner = join(homeOf(host.paths, 'alice'), 'www/in\nner');
    shAs(alice.uid, '/usr/bin/btrfs', 'subvolume', 'create', inner);
    shAs(alice.uid, '/usr/bin/dd', 'if=/dev/urandom', `of=${inner}/file`, 'bs=1M', 'count=40', 'conv=fsync');
    sh('/usr/bin/sync');
    const { users } = await host.observe();
    assert.deepEqual([users.get('alice')?.diskKiB, users.get('bob')?.diskKiB], [null, 20 * mebi]);
    assert.equal(Math.round(((await diskUsage(host.paths, exec, [alice])).get(alice.uid) ?? 0) / 1024 / 1024), 40);
    const [failure, ...more] = await limit(alice, 20 * mebi);
    assert.deepEqual([failure?.fault, more], ['quota', []]);
    assert.match(failure?.detail ?? '', /is outside of its limit, and has to be deleted: www\/in ner$/);
    assert.deepEqual([await limit(bob, 30 * mebi), await limit(alice, null)], [[], []]);
    sh('/usr/bin/rm', '-r', inner);
    sh('/usr/bin/btrfs', 'subvolume', 'sync', home);
    assert.deepEqual(await limit(alice, 20 * mebi), []);
    assert.equal((await host.observe()).users.get('alice')?.diskKiB, 20 * mebi);
  });

  it('say so when a full home has no room for a site', async () => {
    await host.settle(alice);
    await limit(alice, 5 * mebi);
    fill(alice, 10);
    const step = { op: 'sites.create', page: 'x', sites: [{ id: 1, domain: 'a.example', owner: alice }] } as const;
    const failures = await host.run(step);
    assert.deepEqual(
      failures.map(({ fault }) => fault),
      failures.length === 0 ? [] : ['quota'],
    );
  });

  it('are refused for a plain directory, whose limit would be that of all', async () => {
    await host.run({ op: 'users.create', users: [alice] });
    mkdirSync(homeOf(host.paths, 'alice'));
    assert.deepEqual(await host.run({ op: 'users.home', users: [alice] }), []);
    assert.deepEqual(
      (await limit(alice, 5 * mebi)).map(({ fault }) => fault),
      ['quota'],
    );
    assert.deepEqual(await limit(alice, null), []);
    assert.doesNotMatch(sh('/usr/bin/btrfs', 'qgroup', 'show', '--raw', '-re', home), /5242880/);
  });

  it('cannot be forged by the names of what a user makes', async () => {
    await host.settle(alice, bob);
    await limit(bob, 20 * mebi);
    const www = join(homeOf(host.paths, 'alice'), 'www');
    const forged = join(www, `x\n0/261 1 1 none none home`);
    shAs(alice.uid, '/usr/bin/mkdir', '-p', forged);
    shAs(alice.uid, '/usr/bin/btrfs', 'subvolume', 'create', join(forged, 'bob'));
    const { users } = await host.observe();
    assert.deepEqual([users.get('alice')?.diskKiB, users.get('bob')?.diskKiB], [null, 20 * mebi]);
  });
});

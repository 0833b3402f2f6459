import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { createLinuxDriver } from '../../src/agent/linux/driver.ts';
import type { Who } from '../../src/agent/op.ts';
import { linuxHost, sh, shAs, startAs, type LinuxHost } from '../helpers/host-linux.ts';
import { recordingExec, watchedExec } from '../helpers/recording-exec.ts';

const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
const many = Array.from({ length: 200 }, (_, i): Who => ({ id: 1000 + i, name: `user-${i}`, uid: 21_000 + i }));
const password = 'correct horse';
const hash = sh('/usr/bin/openssl', 'passwd', '-6', password).trim();

/** What everybody who is not ours has in the files. */
const foreignLines = (): string =>
  ['passwd', 'shadow', 'group', 'gshadow', 'subuid', 'subgid']
    .map((file) =>
      readFileSync(`/etc/${file}`, 'utf8')
        .split('\n')
        .filter((line) => !/^(alice|bob|user-\d+):/.test(line))
        .join('\n'),
    )
    .map((text) => createHash('sha256').update(text).digest('hex'))
    .join();

/** Signs in through PAM as somebody who knows the password. */
const signIn = (name: string): { ok: boolean; said: string } => {
  const command = ['-c', 'printf "%s\\n" "$1" | su -s /bin/sh -c "id -u" "$2"', 'sh', password, name];
  const { status, stdout, stderr } = spawnSync('/usr/bin/sh', command, { uid: 65_534, gid: 65_534, encoding: 'utf8' });
  return { ok: status === 0, said: stdout + stderr };
};

describe('Linux accounts', function () {
  this.timeout(120_000);
  let host: LinuxHost;
  beforeEach(() => {
    host = linuxHost();
  });
  afterEach(() => host.close());

  const works = async (...steps: Parameters<LinuxHost['run']>[0][]): Promise<void> => {
    for (const step of steps) assert.deepEqual(await host.run(step), [], step.op);
  };

  it('are suspended for passwords and for root, and come back', async () => {
    await host.settle(alice);
    await works({ op: 'users.shell', users: [{ ...alice, shell: true }] });
    await works({ op: 'users.password', users: [{ ...alice, hash }] });
    assert.deepEqual(signIn('alice').ok, true, signIn('alice').said);
    await works({ op: 'users.lock', users: [alice] });
    assert.equal(signIn('alice').ok, false);
    const asRoot = spawnSync('/usr/bin/su', ['alice', '-c', 'id'], { encoding: 'utf8' });
    assert.notEqual(asRoot.status, 0);
    assert.match(asRoot.stderr, /expired/);
    assert.match(readFileSync('/etc/passwd', 'utf8'), /^alice:.*:\/bin\/bash$/m);
    await works({ op: 'users.unlock', users: [alice] });
    assert.equal(signIn('alice').ok, true);
  });

  it('get no shell that is not wanted', async () => {
    await host.settle(alice);
    assert.match(spawnSync('/usr/bin/su', ['alice', '-c', 'id'], { encoding: 'utf8' }).stdout, /not available/);
    await works({ op: 'users.shell', users: [{ ...alice, shell: true }] });
    assert.equal(sh('/usr/bin/su', 'alice', '-c', 'id -u').trim(), '20101');
  });

  it('never open without a password, whatever the lock lay on', async () => {
    await host.settle(alice, bob);
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:([^:]*):`, 'm').exec(readFileSync('/etc/shadow', 'utf8'))?.[1];
    execFileSync('/usr/sbin/chpasswd', ['-e'], { input: 'alice:!\nbob:!!\n' });
    await works({ op: 'users.unlock', users: [alice, bob] });
    assert.deepEqual([field('alice'), field('bob')], ['*', '*']);
    await works({ op: 'users.lock', users: [alice] });
    assert.equal(field('alice'), '!*');
  });

  it('are seen as open when somebody empties the password', async () => {
    await host.settle(alice);
    execFileSync('/usr/sbin/chpasswd', ['-e'], { input: 'alice:\n' });
    assert.equal((await host.observe()).users.get('alice')?.hash, '');
    await works({ op: 'users.password', users: [{ ...alice, hash: null }] });
    assert.equal((await host.observe()).users.get('alice')?.hash, null);
  });

  it('stay ours when their owner writes more into the full name', async () => {
    await host.settle(alice);
    sh('/usr/bin/chfn', '--room', '12', 'alice');
    assert.equal((await host.observe()).users.get('alice')?.id, 7);
  });

  it('without the mark, or out of the range, are nobody of ours', async () => {
    await host.addForeign('mallory', 20_300);
    await host.addForeign('trent', 1234);
    sh('/usr/sbin/usermod', '--comment', 'sublet-9', 'trent');
    sh('/usr/sbin/usermod', '--comment', 'sublet-9x', 'mallory');
    const before = foreignLines();
    const strangers = [
      { id: 9, name: 'mallory', uid: 20_300 },
      { id: 9, name: 'trent', uid: 1234 },
      { id: 0, name: 'root', uid: 0 },
    ];
    const pid = await startAs(20_300);
    for (const op of [
      'users.lock',
      'users.unlock',
      'users.kill',
      'users.delete',
      'users.home',
      'users.create',
    ] as const)
      await host.run({ op, users: strangers });
    await host.run({ op: 'users.password', users: strangers.map((who) => ({ ...who, hash })) });
    await host.run({ op: 'users.shell', users: strangers.map((who) => ({ ...who, shell: true })) });
    await host.run({ op: 'quota.set', users: strangers.map((who) => ({ ...who, diskKiB: 1 })) });
    assert.equal(foreignLines(), before);
    assert.ok(process.kill(pid, 0));
  });

  it('wait for their turn when another program holds the files', async () => {
    writeFileSync('/etc/passwd.lock', String(process.pid));
    const made = host.run({ op: 'users.create', users: [alice] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    sh('/usr/bin/rm', '/etc/passwd.lock');
    assert.deepEqual(await made, []);
  });

  it('are made, locked, opened and deleted by hundreds, and nobody else is touched', async () => {
    const before = foreignLines();
    const times: Record<string, number> = {};
    const timed = async (step: Parameters<LinuxHost['run']>[0]): Promise<void> => {
      const startedAt = Date.now();
      assert.deepEqual(await host.run(step), []);
      times[step.op] = Date.now() - startedAt;
    };
    await timed({ op: 'users.create', users: many });
    await timed({ op: 'users.home', users: many });
    await timed({ op: 'users.password', users: many.map((who) => ({ ...who, hash })) });
    await timed({
      op: 'sites.create',
      page: 'x',
      sites: many.map((owner) => ({ id: owner.id, domain: `${owner.name}.example`, owner })),
    });
    const startedAt = Date.now();
    const { users, folders } = await host.observe();
    times['observe'] = Date.now() - startedAt;
    assert.equal(users.size, 200);
    assert.equal(folders.size, 200);
    await timed({ op: 'users.lock', users: many });
    assert.ok([...(await host.observe()).users.values()].every(({ locked, expired }) => locked && expired));
    await timed({ op: 'users.unlock', users: many });
    assert.ok([...(await host.observe()).users.values()].every((user) => user.hash === hash && !user.locked));
    await timed({ op: 'users.delete', users: many });
    assert.equal((await host.observe()).users.size, 0);
    assert.equal(foreignLines(), before);
    console.log('200 accounts, ms:', JSON.stringify(times));
  });

  it('are made by one exact command, or not at all, whatever the name', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('az09_-;$()`|&\n\0 ./:*é')), maxLength: 40 }),
      fc.constantFrom('-oX', '--root=/', '../etc', 'a'.repeat(128), 'x;id', 'constructor', 'root '),
    );
    await fc.assert(
      fc.asyncProperty(name, async (odd) => {
        const exec = recordingExec();
        const driver = createLinuxDriver({ paths: host.paths, exec });
        const failures = await driver.run({ op: 'users.create', users: [{ ...alice, name: odd }] });
        if (failures.length > 0) {
          assert.deepEqual(exec.calls, []);
          return;
        }
        assert.match(odd, /^[a-z][-a-z0-9_]{0,30}$/);
        assert.deepEqual(exec.calls, [{ bin: 'useradd', args: useradd(odd), stdin: '' }]);
      }),
    );
  });

  const useradd = (name: string): string[] => [
    ...['--uid', '20101', '--user-group', '--comment', 'sublet-7', '--no-create-home'],
    ...['--home-dir', `${host.paths.home}/${name}`, '--shell', '/usr/sbin/nologin', '--password', '*'],
    ...['--no-log-init', '--key', 'SUB_UID_COUNT=0', '--key', 'SUB_GID_COUNT=0', '--', name],
  ];

  it('keep their hashes out of every command line', async () => {
    await host.settle(alice, bob);
    const exec = watchedExec();
    const driver = createLinuxDriver({ paths: host.paths, exec });
    await driver.run({ op: 'users.password', users: [alice, bob].map((who) => ({ ...who, hash })) });
    await driver.run({ op: 'users.lock', users: [alice, bob] });
    assert.deepEqual(exec.calls, [
      { bin: 'chpasswd', args: ['--encrypted'], stdin: `alice:${hash}\nbob:${hash}\n` },
      { bin: 'chpasswd', args: ['--encrypted'], stdin: `alice:!${hash}\nbob:!${hash}\n` },
      { bin: 'usermod', args: ['--expiredate', '1', '--', 'alice'], stdin: '' },
      { bin: 'usermod', args: ['--expiredate', '1', '--', 'bob'], stdin: '' },
    ]);
  });

  it('belong to nobody else when their group is taken away and their process is only waited for', async () => {
    await host.settle(alice);
    const waited = shAs(alice.uid, '/usr/bin/sh', '-c', 'sleep 0.1 & echo $!');
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.match(readFileSync(`/proc/${waited.trim()}/status`, 'utf8'), /^State:\s+Z/m);
    await works({ op: 'users.delete', users: [alice] });
    assert.doesNotMatch(readFileSync('/etc/group', 'utf8'), /^alice:/m);
  });
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Who } from '../../src/agent/op.ts';
import { asideOf, homeOf } from '../../src/agent/paths.ts';
import { linuxHost, sh, shAs, type LinuxHost } from '../helpers/host-linux.ts';

const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };
const carol: Who = { id: 9, name: 'carol', uid: 20_103 };
const hour = 60 * 60_000;

describe('homes of deleted accounts', function () {
  this.timeout(120_000);
  let host: LinuxHost;
  beforeEach(() => {
    host = linuxHost();
  });
  afterEach(() => host.close());

  const archived = (): string[] => (existsSync(host.paths.archive) ? readdirSync(host.paths.archive).sort() : []);
  const waiting = (): string[] => readdirSync(asideOf(host.paths));
  const www = ({ name }: Who, ...rest: string[]): string => join(homeOf(host.paths, name), 'www', ...rest);
  const fill = (who: Who, mebibytes: number): void => {
    const from = ['if=/dev/urandom', `of=${www(who, 'large')}`, 'bs=1M', `count=${mebibytes}`, 'status=none'];
    shAs(who.uid, '/usr/bin/dd', ...from);
  };
  const deleted = async (...users: Who[]): Promise<void> => {
    assert.deepEqual(await host.run({ op: 'users.delete', users }), []);
  };
  const contents = (): string => {
    const [name = ''] = archived();
    return sh('/usr/bin/tar', '--list', '--file', join(host.paths.archive, name));
  };

  it('are packed while other steps go on, however large they are', async () => {
    await host.settle(alice);
    fill(alice, 400);
    const startedAt = Date.now();
    await deleted(alice);
    const took = Date.now() - startedAt;
    assert.ok(took < 500, `${took} ms`);
    const packing = host.archiver().proceed();
    await sleep(300);
    const began = Date.now();
    await host.settle(bob);
    const others = Date.now() - began;
    assert.deepEqual(
      archived().map((name) => name.startsWith('.alice-')),
      [true],
    );
    assert.ok(others < 1000, `${others} ms`);
    await packing;
    console.log(`400 MiB: deleted in ${took} ms, packed in ${Date.now() - startedAt} ms`);
    assert.match(contents(), /^\.\/www\/large$/m);
    assert.deepEqual(waiting(), []);
  });

  it('are packed with the lowest priority', async () => {
    await host.settle(alice);
    fill(alice, 200);
    await deleted(alice);
    const packing = host.archiver().proceed();
    await sleep(300);
    const [tar = ''] = sh('/usr/bin/pgrep', '--exact', 'tar').trim().split('\n');
    assert.equal(sh('/usr/bin/ps', '-o', 'ni=', '-p', tar).trim(), '19');
    assert.match(sh('/usr/bin/ionice', '-p', tar), /^idle/);
    assert.match(readFileSync(`/proc/${tar}/status`, 'utf8'), /^Uid:\s+20101\s+20101\s+20101\s+20101$/m);
    assert.match(readFileSync(`/proc/${tar}/status`, 'utf8'), /^CapEff:\s+0000000000000004$/m);
    await packing;
  });

  it('are packed after the agent was ended in the midst of it', async () => {
    await host.settle(alice);
    fill(alice, 100);
    await deleted(alice);
    const stop = new AbortController();
    const cut = host.archiver({ signal: stop.signal });
    const packing = cut.proceed();
    await sleep(200);
    stop.abort();
    await packing;
    assert.deepEqual([archived(), waiting().length, cut.findings()], [[], 1, []]);
    await host.archiver().proceed();
    assert.deepEqual([archived().length, waiting()], [1, []]);
    assert.match(contents(), /^\.\/www\/large$/m);
  });

  it('are taken up where a process that was killed has left them', async () => {
    await host.settle(alice, bob);
    shAs(alice.uid, '/usr/bin/touch', www(alice, 'file'));
    await deleted(alice, bob);
    const [ofAlice = '', ofBob = ''] = waiting().sort();
    mkdirSync(host.paths.archive);
    writeFileSync(join(host.paths.archive, `.${ofAlice}.1234.unfinished`), 'half of it');
    // Packed already, and half removed.
    writeFileSync(join(host.paths.archive, `${ofBob}.tar.gz`), 'all of it');
    rmSync(join(asideOf(host.paths), ofBob, 'www'), { recursive: true });
    await host.archiver().proceed();
    assert.deepEqual([archived(), waiting()], [[`${ofAlice}.tar.gz`, `${ofBob}.tar.gz`], []]);
    assert.match(contents(), /^\.\/www\/file$/m);
    assert.equal(readFileSync(join(host.paths.archive, `${ofBob}.tar.gz`), 'utf8'), 'all of it');
  });

  it('wait when there is no room for them, one keeps no other waiting, and each attempt is told of', async () => {
    await host.settle(alice, bob);
    fill(alice, 5);
    await deleted(alice, bob);
    mkdirSync(host.paths.archive);
    sh('/usr/bin/mount', '-t', 'tmpfs', '-o', 'size=1m', 'small', host.paths.archive);
    try {
      const clock = { now: 0 };
      const archiver = host.archiver({ now: () => clock.now });
      await archiver.proceed();
      assert.deepEqual([archived().length, waiting().length], [1, 1]);
      const [first] = archiver.findings();
      assert.match(first?.what ?? '', /\/\.sublet-deleted\/alice-20101-/);
      assert.match(first?.found ?? '', /No space left/);
      assert.equal(archiver.findings().length, 1);
      clock.now += hour / 2;
      await archiver.proceed();
      assert.deepEqual([waiting().length, archiver.findings()], [1, []]);
      clock.now += hour / 2;
      await archiver.proceed();
      assert.deepEqual([waiting().length, archiver.findings().length], [1, 1]);
      sh('/usr/bin/mount', '-o', 'remount,size=20m', host.paths.archive);
      clock.now += hour;
      await archiver.proceed();
      assert.deepEqual([archived().length, waiting(), archiver.findings()], [2, [], []]);
    } finally {
      sh('/usr/bin/umount', host.paths.archive);
    }
  });

  it('stay when something is mounted in them', async () => {
    await host.settle(alice);
    shAs(alice.uid, '/usr/bin/mkdir', www(alice, 'point'));
    await deleted(alice);
    const shared = join(host.paths.state, 'shared');
    mkdirSync(shared, { recursive: true });
    writeFileSync(join(shared, 'file'), 'of another');
    const [label = ''] = waiting();
    const point = join(asideOf(host.paths), label, 'www/point');
    sh('/usr/bin/mount', '--bind', shared, point);
    const archiver = host.archiver();
    try {
      await archiver.proceed();
      assert.match(archiver.findings()[0]?.found ?? '', /something is mounted at/);
      assert.deepEqual([archived(), readdirSync(shared)], [[], ['file']]);
    } finally {
      sh('/usr/bin/umount', point);
    }
  });

  it('are out of reach for everybody, and what is no home is let be', async () => {
    await host.settle(alice, bob);
    shAs(alice.uid, '/usr/bin/touch', www(alice, 'file'));
    sh('/usr/bin/chmod', '-R', '0777', www(alice));
    await deleted(alice);
    const [label = ''] = waiting();
    for (const uid of [alice.uid, bob.uid])
      assert.throws(() => shAs(uid, '/usr/bin/ls', join(asideOf(host.paths), label)), /Permission denied/);
    mkdirSync(join(asideOf(host.paths), 'notes'));
    mkdirSync(join(asideOf(host.paths), 'root-0-2026-01-01T00-00-00-000Z'));
    await host.archiver().proceed();
    assert.deepEqual(waiting().sort(), ['notes', 'root-0-2026-01-01T00-00-00-000Z']);
    assert.equal(archived().length, 1);
  });

  it('are no longer in the way of whoever gets the name', async () => {
    for (const at of [0, 1, 2]) {
      const who = { id: 70 + at, name: 'carol', uid: carol.uid + at };
      await host.settle(who);
      assert.deepEqual(readdirSync(www(who)), []);
      shAs(who.uid, '/usr/bin/touch', www(who, 'file'));
      await deleted(who);
    }
    await host.archiver().proceed();
    assert.equal(archived().length, 3);
    assert.ok(archived().every((name) => statSync(join(host.paths.archive, name)).mode % 0o1000 === 0o600));
  });
});

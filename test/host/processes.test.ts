import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { BIN } from '../../src/agent/linux/exec.ts';
import type { Who } from '../../src/agent/op.ts';
import { linuxHost, sh, startAs, type LinuxHost } from '../helpers/host-linux.ts';

const alice: Who = { id: 7, name: 'alice', uid: 20_101 };
const bob: Who = { id: 8, name: 'bob', uid: 20_102 };

describe('programs of Linux accounts', function () {
  this.timeout(120_000);
  let host: LinuxHost;
  beforeEach(() => {
    host = linuxHost();
  });
  afterEach(() => host.close());

  const works = async (...steps: Parameters<LinuxHost['run']>[0][]): Promise<void> => {
    for (const step of steps) assert.deepEqual(await host.run(step), [], step.op);
  };

  it('end, even those that fork as fast as they can', async () => {
    await host.settle(alice, bob);
    const witness = await startAs(bob.uid);
    const bomb = 'trap "" TERM; f() { f & f & wait; }; ulimit -u 300; f';
    await startAs(alice.uid, '/usr/bin/bash', '-c', bomb);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await works({ op: 'users.kill', users: [alice] });
    assert.equal((await host.observe()).users.get('alice')?.running, false);
    assert.ok(process.kill(witness, 0));
  });

  for (const signal of ['KILL', 'STOP'])
    it(`that ${signal.toLowerCase()} whatever else is theirs end, and keep nobody waiting`, async () => {
      await host.settle(alice, bob);
      await startAs(alice.uid, '/usr/bin/perl', '-e', `$SIG{TERM} = 'IGNORE'; kill '${signal}', -1 while 1`);
      await startAs(bob.uid);
      await works({ op: 'users.kill', users: [alice, bob] });
      const { users } = await host.observe();
      assert.deepEqual([users.get('alice')?.running, users.get('bob')?.running], [false, false]);
    });

  it('are seen and end when they only look like services of ours', async () => {
    await host.settle(alice, bob);
    await startAs(alice.uid, '/usr/sbin/fcgiwrap', '-s', 'tcp:127.0.0.1:8199');
    const conf = '/tmp/bob-fpm.conf';
    const pool = '[bob]\nlisten = /tmp/bob.sock\npm = static\npm.max_children = 1\n';
    writeFileSync(conf, `[global]\nerror_log = /tmp/bob-fpm.log\ndaemonize = no\n${pool}`);
    await startAs(bob.uid, BIN.phpFpm, '-y', conf);
    const { users } = await host.observe();
    assert.deepEqual([users.get('alice')?.running, users.get('bob')?.running], [true, true]);
    await works({ op: 'users.kill', users: [alice, bob] });
    for (const user of (await host.observe()).users.values()) assert.equal(user.running, false);
  });

  it('that run with other rights than they were started with end', async () => {
    await host.settle(alice);
    // Their real uid is alice's, the effective one is root's.
    sh('/usr/bin/cp', '/usr/bin/sleep', '/usr/bin/sleep-as-root');
    sh('/usr/bin/chmod', '4755', '/usr/bin/sleep-as-root');
    await startAs(alice.uid, '/usr/bin/sleep-as-root', '1000');
    await works({ op: 'users.delete', users: [alice] });
  });
});

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailed, exec, oneLine } from '../../../src/agent/linux/exec.ts';

const throughSetpriv = (...command: string[]): string[] => ['--no-new-privs', '--', ...command];

describe('programs of the system', () => {
  it('get no environment but a fixed path and language', async () => {
    const { out } = await exec.run('setpriv', throughSetpriv('/usr/bin/env'));
    assert.deepEqual(out.trim().split('\n').sort(), ['LC_ALL=C', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin']);
  });

  it('are not found by the path of whoever started us', async () => {
    const trap = mkdtempSync(join(tmpdir(), 'path-'));
    const before = process.env['PATH'];
    for (const name of ['tar', 'gzip', 'setpriv']) {
      writeFileSync(join(trap, name), `#!/bin/sh\ntouch ${trap}/sprung\nexec /usr/bin/${name} "$@"\n`);
      chmodSync(join(trap, name), 0o755);
    }
    try {
      process.env['PATH'] = `${trap}:${before ?? ''}`;
      const packed = join(trap, 'x.tar.gz');
      await exec.run('tar', ['--create', '--gzip', '--file', packed, '--directory', '/etc', '--', 'hostname']);
      assert.ok(existsSync(packed));
      assert.equal(existsSync(join(trap, 'sprung')), false);
    } finally {
      process.env['PATH'] = before;
      rmSync(trap, { recursive: true });
    }
  });

  it('have no terminal of ours, and no part in our Ctrl-C', async () => {
    const { out } = await exec.run('setpriv', throughSetpriv('/usr/bin/cat', '/proc/self/stat'));
    const [pid, , , , group, session, terminal] = out.split(' ');
    assert.deepEqual([group, session, terminal], [pid, pid, '0']);
  });

  it('get their arguments as they are', async () => {
    const odd = ['', ' ', '; id', '$(id)', '`id`', "'", '"', '\n', '-rf', '*', '\u{1f98a}'];
    const { out } = await exec.run('setpriv', throughSetpriv('/usr/bin/printf', '%s\\0', ...odd));
    assert.deepEqual(out.split('\0').slice(0, -1), odd);
  });

  it('get secrets on standard input', async () => {
    const { out } = await exec.run('setpriv', throughSetpriv('/usr/bin/cat'), { stdin: 'a secret' });
    assert.equal(out, 'a secret');
  });

  it('find their standard input empty when there is nothing to say', async () => {
    assert.equal((await exec.run('setpriv', throughSetpriv('/usr/bin/cat'))).out, '');
  });

  it('fail by any exit code that is not expected, with one line', async () => {
    const missing = throughSetpriv('/usr/bin/ls', '/nowhere\nat all');
    await assert.rejects(exec.run('setpriv', missing), (error: unknown) => {
      assert.ok(error instanceof CommandFailed);
      assert.equal(error.code, 2);
      assert.match(error.message, /^setpriv: .*No such file or directory.*\(code 2\)$/);
      return true;
    });
    assert.equal((await exec.run('setpriv', missing, { okCodes: [0, 2] })).code, 2);
  });

  it('are ended when they take too long, say too much or are not wanted any more', async () => {
    const sleep = throughSetpriv('/usr/bin/sleep', '60');
    await assert.rejects(exec.run('setpriv', sleep, { timeoutMs: 100 }), /took longer than 0\.1 s/);
    await assert.rejects(exec.run('setpriv', sleep, { signal: AbortSignal.timeout(100) }), /stopped/);
    await assert.rejects(exec.run('setpriv', throughSetpriv('/usr/bin/yes')), /killed/);
  });

  it('are not waited for by what they leave behind', async () => {
    const daemon = throughSetpriv('/usr/bin/sh', '-c', 'sleep 60 & echo $!');
    const startedAt = Date.now();
    const { out } = await exec.run('setpriv', daemon);
    process.kill(Number(out));
    assert.ok(Date.now() - startedAt < 5000);
  });

  it('are quoted in one line without what a terminal would act on', () => {
    assert.equal(oneLine(' a\n\u001b[31mb\u202e\tc\u0000 '), 'a [31mb c');
    assert.equal(oneLine('x'.repeat(1000)).length, 300);
  });
});

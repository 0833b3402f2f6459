import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

describe('the sandbox', () => {
  it('is one: nobody acts on a real machine by mistake', () => {
    assert.equal(process.env['SUBLET_SANDBOX'], '1');
    assert.deepEqual(Object.keys(networkInterfaces()), ['lo']);
  });

  it('takes users and files as a real system does', () => {
    writeFileSync('/etc/sublet-was-here', '');
    execFileSync('/usr/sbin/useradd', ['--no-create-home', 'someone']);
    assert.ok(existsSync('/etc/sublet-was-here'));
    assert.match(execFileSync('/usr/bin/id', ['someone'], { encoding: 'utf8' }), /uid=\d+\(someone\)/);
  });
});

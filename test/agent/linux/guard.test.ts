import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guarded } from '../../../src/agent/linux/guard.ts';
import type { Step } from '../../../src/agent/op.ts';

const alice = { id: 7, name: 'alice', uid: 20_001 };
const left = (step: Step): number => {
  const { step: fit } = guarded(step);
  return 'users' in fit ? fit.users.length : 'sites' in fit ? fit.sites.length : -1;
};

describe('the last look at a step', () => {
  it('lets good values through', () => {
    for (const name of ['a', 'alice', 'a-b_c9', 'a'.repeat(31)])
      assert.equal(left({ op: 'users.create', users: [{ ...alice, name }] }), 1);
    for (const domain of ['a.example', 'xn--80ak6aa92e.example', `${'a'.repeat(63)}.example`])
      assert.equal(left({ op: 'sites.create', page: '', sites: [{ id: 1, domain, owner: alice }] }), 1);
    assert.equal(left({ op: 'users.password', users: [{ ...alice, hash: '$6$salt$abc/.' }] }), 1);
  });

  it('keeps bad names out and says whose they are', () => {
    const bad = [
      '',
      'root;id',
      '-rf',
      'Alice',
      'a b',
      'a:b',
      '../a',
      'a\n',
      'a\0',
      '__proto__',
      'é',
      'a'.repeat(32),
      '$(id)',
    ];
    for (const name of bad) {
      const { step, failures } = guarded({ op: 'users.create', users: [alice, { ...alice, id: 9, name }] });
      assert.deepEqual('users' in step && step.users, [alice], name);
      assert.deepEqual(
        failures.map(({ id, fault }) => [id, fault]),
        [[9, 'invalid']],
        name,
      );
    }
  });

  it('keeps out ids that are not ours', () => {
    for (const uid of [0, 1, 999, 1000, 19_999, 60_000, 65_534, -1, 20_000.5, NaN, Infinity, 2 ** 32 + 20_001])
      assert.equal(left({ op: 'users.kill', users: [{ ...alice, uid }] }), 0, String(uid));
  });

  it('keeps out hashes that could be more than one field', () => {
    for (const hash of ['', 'plain', '*', '$6$a:0', '$6$salt$abc\nroot:$6$x', '!$6$salt$abcdefgh'])
      assert.equal(left({ op: 'users.password', users: [{ ...alice, hash }] }), 0, hash);
  });

  it('keeps out limits that are none', () => {
    for (const diskKiB of [-1, 0.5, NaN, Infinity, 2 ** 60])
      assert.equal(left({ op: 'quota.set', users: [{ ...alice, diskKiB }] }), 0, String(diskKiB));
  });

  it('keeps out every domain that is more than labels and dots', () => {
    for (const domain of [
      '',
      '.',
      '..',
      '../x',
      'a..b',
      '-a.example',
      'a.example.',
      'a/b',
      'a\n',
      'A.example',
      'a_b.example',
    ])
      assert.equal(left({ op: 'sites.create', page: '', sites: [{ id: 1, domain, owner: alice }] }), 0, domain);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (domain) => {
        const passes = left({ op: 'sites.create', page: '', sites: [{ id: 1, domain, owner: alice }] }) === 1;
        assert.ok(!passes || !/[^a-z0-9.-]|^[.-]|\.\.|[.-]$/.test(domain));
      }),
    );
  });
});

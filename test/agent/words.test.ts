import assert from 'node:assert/strict';
import { inOneLine, inWords } from '../../src/agent/words.ts';
import { plan } from '../../src/agent/plan.ts';
import { memoryDriver } from '../helpers/memory-driver.ts';
import { memoryDeps } from '../helpers/memory-trees.ts';
import { account, desired, hashOf, newHost, site } from '../helpers/memory-world.ts';

const alice = account('alice', { shell: true, passwordHash: hashOf('a'), diskKiB: 1000 });
const bob = account('bob', { suspended: true });

describe('a step in words', () => {
  it('says what would be done, in the order it would be', async () => {
    const host = newHost();
    const sites = [
      site('a.example', alice, { id: 1, features: ['php', 'https'], certificate: 'SECRET' }),
      site('b.example', bob, { id: 2, features: ['https'] }),
      site('c.example', alice, { id: 3, features: ['cgi'] }),
    ];
    const wanted = desired([alice, bob], sites);
    const { steps } = plan(wanted, await memoryDriver(host).observe(), memoryDeps(host));
    const words = steps.map((step) => inWords(step));
    assert.deepEqual(words, [
      'Make users: alice, bob.',
      'Lock users: bob.',
      'Put home directories in order: alice, bob.',
      'Set shells: alice (a shell).',
      'Set passwords: alice (a new one).',
      'Set disk limits: alice (1000 KiB).',
      'Make folders of sites: a.example of alice, b.example of bob, c.example of alice.',
      'Put certificates: a.example (given), b.example (our own).',
      'Give PHP a new configuration.',
      'Start CGI of users: alice.',
      'Give the web server a new configuration.',
    ]);
    assert.doesNotMatch(words.join(), /SECRET|\$6\$/);
  });

  it('stays short for thousands', () => {
    const users = Array.from({ length: 1000 }, (_, at) => account(`user${at}`, { id: at + 1 }));
    assert.equal(inWords({ op: 'users.delete', users }, 2), 'Archive and delete users: user0, user1, and 998 more.');
    assert.equal(inWords({ op: 'certificates.remove', domains: ['a.example'] }), 'Remove certificates: a.example.');
    assert.equal(inWords({ op: 'php.stop', because: 'nobody uses it' }), 'Stop PHP.');
  });

  it('is one line, and no longer than the panel keeps', () => {
    assert.equal(
      inOneLine(' nginx: [emerg]\n\tunknown\u001b[31m  directive\r\n'),
      'nginx: [emerg] unknown [31m directive',
    );
    assert.equal(inOneLine('x'.repeat(1000)).length, 300);
  });
});

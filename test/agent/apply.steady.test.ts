import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { apply } from '../../src/agent/apply.ts';
import type { Driver } from '../../src/agent/driver.ts';
import type { Desired } from '../../src/kernel/host.ts';
import { memoryDriver } from '../helpers/memory-driver.ts';
import type { MemoryHost } from '../helpers/memory-host.ts';
import { memoryDeps, poolsIn } from '../helpers/memory-trees.ts';
import { account, bring, desired, faultsOf, newHost, ops, site } from '../helpers/memory-world.ts';

/** What the web server would ask for although it is not there. */
function dangling(host: MemoryHost): string[] {
  const pools = poolsIn(host.php.tree);
  return [...host.web.tree].flatMap(([domain, text]) => {
    const [owner = '', state, ...features] = text.split(' ');
    if (state === 'suspended') return [];
    const missing = features.filter(
      (name) => (name === 'php' && !pools.has(owner)) || (name === 'cgi' && !host.cgi.has(owner)),
    );
    return missing.map((name) => `${domain} asks for ${name} of ${owner}`);
  });
}

/** Brings a machine there, and looks at it after each step. */
async function bringSteadily(host: MemoryHost, to: Desired): Promise<void> {
  const driver = memoryDriver(host);
  const watched: Driver = {
    observe: () => driver.observe(),
    async run(step) {
      const result = await driver.run(step);
      assert.deepEqual(dangling(host), [], `after ${step.op}`);
      return result;
    },
  };
  await apply(watched, to, memoryDeps(host), new AbortController().signal);
}

const names = ['alice', 'bob', 'carol'] as const;
const someDesired: fc.Arbitrary<Desired> = fc
  .record({
    users: fc.tuple(
      ...names.map((name, at) =>
        fc
          .record({ here: fc.boolean(), id: fc.constantFrom(at + 1, at + 11), suspended: fc.boolean() })
          .map(({ here, ...more }) => (here ? [account(name, more)] : [])),
      ),
    ),
    sites: fc.array(fc.record({ owner: fc.nat(2), features: fc.subarray(['php', 'cgi', 'https'] as const) }), {
      maxLength: 4,
    }),
  })
  .map(({ users, sites }) => {
    const accounts = users.flat();
    const made = sites.flatMap(({ owner, features }, at) => {
      const who = accounts[owner % Math.max(accounts.length, 1)];
      return who === undefined ? [] : [site(`s${at}.example`, who, { features })];
    });
    return desired(accounts, made);
  });

const alice = account('alice');
const bob = account('bob');
const other = site('b.example', bob, { features: ['php'] });
const withFeatures = (...features: ('php' | 'cgi')[]): Desired =>
  desired([alice, bob], [site('a.example', alice, { features }), other]);

describe('the web server', () => {
  it('never asks for a pool or a process that is not there, whatever changes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(someDesired, { minLength: 1, maxLength: 6 }), async (sequence) => {
        const host = newHost();
        for (const to of sequence) await bringSteadily(host, to);
      }),
      { numRuns: 300 },
    ));

  it('nor when steps fail or configurations are refused', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someDesired, fc.constantFrom(...names, 'nobody'), fc.boolean()), { maxLength: 6 }),
        async (sequence) => {
          const host = newHost();
          const taken = host.refuses;
          for (const [to, unlucky, hopeless] of sequence) {
            host.fails = (op, name) => (name === unlucky && op !== 'users.delete' ? 'command' : null);
            host.refuses = (what, tree) =>
              what === 'php' && (hopeless || tree.has(unlucky)) ? 'no' : taken(what, tree);
            await bringSteadily(host, to);
          }
        },
      ),
      { numRuns: 300 },
    ));

  it('asks for a pool no more before the pool is left out of a configuration that is refused because of it', async () => {
    const host = newHost();
    await bringSteadily(host, withFeatures());
    const refuses = host.refuses;
    host.refuses = (what, tree) => (what === 'php' && tree.has('bob') ? 'no' : refuses(what, tree));
    await bringSteadily(host, withFeatures('php'));
    assert.deepEqual([...poolsIn(host.php.tree)], ['alice']);
    assert.equal(host.web.tree.get('b.example'), 'bob served');
    assert.equal(host.web.tree.get('a.example'), 'alice served php');
  });

  it('gets PHP and CGI when they answer, and only then is reloaded', async () => {
    const host = newHost();
    await bring(host, withFeatures());
    host.done.length = 0;
    await bring(host, withFeatures('php', 'cgi'));
    assert.deepEqual(ops(host), ['php.apply', 'cgi.start', 'web.apply']);
    assert.equal(host.web.tree.get('a.example'), 'alice served cgi php');
  });

  it('loses PHP and CGI before they end', async () => {
    const host = newHost();
    await bring(host, withFeatures('php', 'cgi'));
    host.done.length = 0;
    await bring(host, withFeatures());
    assert.deepEqual(ops(host), ['web.apply', 'php.apply', 'cgi.stop']);
  });

  it('serves a site without the scripts that could not be given, and the site is named', async () => {
    const host = newHost();
    await bring(host, withFeatures());
    host.fails = (op) => (op === 'cgi.start' ? 'cgi' : null);
    const { failures } = await bring(host, withFeatures('cgi'));
    assert.deepEqual(
      faultsOf(failures)
        .map((text) => text.replace(/\d+/, 'N'))
        .sort(),
      ['account N cgi', 'site N needs'],
    );
    assert.equal(host.web.tree.get('a.example'), 'alice served');
    host.done.length = 0;
    await bring(host, withFeatures('cgi'), { before: failures });
    assert.deepEqual(ops(host), ['cgi.start']);
  });

  it('shows who was suspended when everything is there again', async () => {
    const host = newHost();
    const suspended = desired(
      [{ ...alice, suspended: true }],
      [site('a.example', alice, { features: ['php', 'cgi'] })],
    );
    await bring(host, suspended);
    host.done.length = 0;
    await bring(host, { ...suspended, accounts: [alice] });
    assert.deepEqual(ops(host), ['php.apply', 'cgi.start', 'web.apply', 'users.unlock']);
  });

  it('shows those whose account could not be unlocked, and does not waver when that is tried again', async () => {
    for (const features of [[], ['php', 'cgi']] as const) {
      const host = newHost();
      const suspended = desired([{ ...alice, suspended: true }], [site('a.example', alice, { features })]);
      await bring(host, suspended);
      host.fails = (op) => (op === 'users.unlock' ? 'command' : null);
      const { failures } = await bring(host, { ...suspended, accounts: [alice] });
      assert.deepEqual(
        failures.map(({ kind, fault }) => [kind, fault]),
        [['account', 'command']],
      );
      assert.doesNotMatch(host.web.tree.get('a.example') ?? 'nothing', /suspended|nothing/);
      host.done.length = 0;
      await bring(host, { ...suspended, accounts: [alice] }, { before: failures });
      assert.deepEqual(ops(host), ['users.unlock']);
    }
  });
});

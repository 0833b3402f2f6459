import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plan } from '../../src/agent/plan.ts';
import type { Desired, HostAccount, HostSite } from '../../src/kernel/host.ts';
import { memoryDriver, PowerLost } from '../helpers/memory-driver.ts';
import type { MemoryHost } from '../helpers/memory-host.ts';
import { memoryDeps } from '../helpers/memory-trees.ts';
import { account, bring, desired, faultsOf, hashOf, newHost, site, stateOf } from '../helpers/memory-world.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'erin'] as const;
const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example', 'f.example'] as const;
const well = { failures: [], problem: null };

/** A name may belong to one account today and to another, with an id and a uid of its own, tomorrow. */
const someAccount = (name: string, at: number): fc.Arbitrary<HostAccount> =>
  fc
    .record({
      id: fc.constantFrom(at + 1, at + 11),
      suspended: fc.boolean(),
      shell: fc.boolean(),
      passwordHash: fc.constantFrom(null, hashOf('a'), hashOf('b')),
      diskKiB: fc.constantFrom(null, 0, 1000),
    })
    .map((more) => account(name, more));

const someSite = (domain: string, at: number): fc.Arbitrary<Omit<HostSite, 'accountId'> & { owner: number }> =>
  fc.record({
    id: fc.constant(at + 1),
    domain: fc.constant(domain),
    owner: fc.nat(names.length - 1),
    features: fc.subarray(['cgi', 'php', 'ssi', 'https'] as const),
    certificate: fc.constantFrom(null, 'one', 'two'),
  });

const someOf = <T>(all: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T[]> =>
  fc
    .tuple(fc.tuple(...all), fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length }))
    .map(([values, here]) => values.filter((_, at) => here[at]));

const someDesired: fc.Arbitrary<Desired> = fc
  .record({ accounts: someOf(names.map(someAccount)), sites: someOf(domains.map(someSite)) })
  .map(({ accounts, sites }) =>
    desired(
      accounts,
      accounts.length === 0
        ? []
        : sites.map(({ owner, ...more }) => ({ ...more, accountId: accounts[owner % accounts.length]?.id ?? 0 })),
    ),
  );

const fresh = async (to: Desired): Promise<unknown> => {
  const host = newHost();
  assert.deepEqual(await bring(host, to), well);
  return withoutOld(host, to);
};

/** Folders of sites that are gone stay where they are: what is in them is the user's. */
function withoutOld(host: MemoryHost, { accounts, sites }: Desired): unknown {
  const owners = new Map(accounts.map(({ id, name }) => [id, name]));
  const wanted = new Set(sites.map(({ accountId, domain }) => `${owners.get(accountId) ?? ''}/${domain}`));
  for (const folder of [...host.folders.keys()]) if (!wanted.has(folder)) host.folders.delete(folder);
  return stateOf(host);
}

const planned = async (host: MemoryHost, to: Desired): Promise<string[]> =>
  plan(to, await memoryDriver(host).observe(), memoryDeps(host)).steps.map(({ op }) => op);

describe('runs of the agent, whatever the panel wants', () => {
  it('always end where a new machine would, and leave nothing to do', () =>
    fc.assert(
      fc.asyncProperty(fc.array(someDesired, { minLength: 1, maxLength: 6 }), async (sequence) => {
        const host = newHost();
        for (const to of sequence) {
          assert.deepEqual(await bring(host, to), well);
          assert.deepEqual(await planned(host, to), []);
        }
        const last = sequence.at(-1) ?? desired([]);
        assert.deepEqual(withoutOld(host, last), await fresh(last));
      }),
      { numRuns: 300 },
    ));

  it('are the same in whatever order accounts and sites come', () =>
    fc.assert(
      fc.asyncProperty(someDesired, someDesired, async (first, then) => {
        const [one, other] = [newHost(), newHost()];
        const turned = { ...then, accounts: [...then.accounts].reverse(), sites: [...then.sites].reverse() };
        await bring(one, first);
        await bring(other, first);
        await bring(one, then);
        await bring(other, turned);
        assert.deepEqual(one.done, other.done);
      }),
      { numRuns: 100 },
    ));

  it('touch nobody who is not ours, whoever that is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(someDesired, { minLength: 1, maxLength: 4 }),
        fc.subarray([...names]),
        async (sequence, theirs) => {
          const host = newHost();
          theirs.forEach((name, at) => host.foreign.set(name, 20_003 + at));
          const before = new Map(host.foreign);
          for (const to of sequence) assert.equal((await bring(host, to)).problem, null);
          const touched = host.done.flatMap((step) => {
            if ('users' in step) return step.users;
            return step.op === 'sites.create' ? step.sites.map(({ owner }) => owner) : [];
          });
          assert.deepEqual(host.foreign, before);
          for (const { name, uid } of touched) {
            assert.ok(!before.has(name));
            assert.ok(![...before.values()].includes(uid));
          }
        },
      ),
      { numRuns: 200 },
    ));

  it('block nobody because of those that fail', () =>
    fc.assert(
      fc.asyncProperty(someDesired, someDesired, fc.constantFrom(...names), async (first, then, unlucky) => {
        const host = newHost();
        await bring(host, first);
        host.fails = (_, name) => (name === unlucky ? 'command' : null);
        const { failures, problem } = await bring(host, then);
        assert.equal(problem, null);
        const bad = new Set(
          [...first.accounts, ...then.accounts].filter(({ name }) => name === unlucky).map(({ id }) => id),
        );
        const ofBad = new Set(then.sites.filter(({ accountId }) => bad.has(accountId)).map(({ id }) => id));
        for (const { kind, id } of failures)
          assert.ok((kind === 'account' ? bad : ofBad).has(id), faultsOf(failures).join());
        const others = then.accounts.filter(({ name }) => name !== unlucky);
        const expected = newHost();
        await bring(
          expected,
          desired(
            others,
            then.sites.filter(({ accountId }) => !bad.has(accountId)),
          ),
        );
        for (const [name, user] of expected.users) assert.deepEqual(host.users.get(name), user);
        for (const [domain, text] of expected.web.tree) assert.equal(host.web.tree.get(domain), text);
        for (const pool of expected.php.tree.keys()) assert.ok(host.php.tree.has(pool));
        for (const name of expected.cgi) assert.ok(host.cgi.has(name));
      }),
      { numRuns: 200 },
    ));
});

describe('a run that was cut off', () => {
  const users = names.map((name, at) =>
    account(name, { id: at + 1, shell: true, passwordHash: hashOf('a'), diskKiB: 9 }),
  );
  const features = ['cgi', 'php', 'https'] as const;
  const before = desired(
    users,
    users.map((owner, at) => site(`old${at}.example`, owner, { id: at + 1, features })),
  );
  const next = users
    .slice(1)
    .map((user, at) => (at < 2 ? { ...user, suspended: at === 0, shell: false, diskKiB: null } : user));
  const added = [account('alice', { id: 41 }), account('frank', { id: 42, shell: true, passwordHash: hashOf('f') })];
  const after = desired(
    [...next, ...added, account('grace', { id: 43, suspended: true, passwordHash: hashOf('g') })],
    [...next, ...added].flatMap((owner, at) => [
      site(`old${at}.example`, owner, { id: at + 100, features: ['https'], certificate: 'given' }),
      site(`new${at}.example`, owner, { id: at + 200, features }),
    ]),
  );

  async function steps(): Promise<number> {
    const host = newHost();
    await bring(host, before);
    host.done.length = 0;
    await bring(host, after);
    return host.done.length;
  }

  for (const byHalf of [false, true])
    it(`after any of its steps${byHalf ? ', or in the midst of one,' : ''} is finished by the next one`, async () => {
      const expected = await fresh(after);
      const all = await steps();
      assert.ok(all >= 15, `${all} steps`);
      for (let left = 0; left < all; left += 1) {
        const host = newHost();
        await bring(host, before);
        Object.assign(host, { stepsLeft: left, byHalf });
        await assert.rejects(bring(host, after), PowerLost);
        host.stepsLeft = null;
        assert.deepEqual(await bring(host, after), well);
        assert.deepEqual(withoutOld(host, after), expected, `cut off after ${left}`);
        assert.deepEqual(await planned(host, after), []);
      }
    });
});

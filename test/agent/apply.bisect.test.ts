import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findCulprits, type Check } from '../../src/agent/apply.bisect.ts';
import { account, bring, desired, faultsOf, newHost, ops, site } from '../helpers/memory-world.ts';

const counted = (
  refused: (items: readonly number[]) => string | null,
): { check: Check<number>; checkNone: () => Promise<string | null>; checks: () => number } => {
  let checks = 0;
  const check: Check<number> = (items) => {
    checks += 1;
    return Promise.resolve(refused(items));
  };
  return { check, checkNone: () => check([]), checks: () => checks };
};
const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

describe('the search for those because of whom a configuration is refused', () => {
  it('finds exactly the bad ones, each with its reason, in about log2(n) checks each', () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 300 })
          .chain((n) => fc.tuple(fc.constant(n), fc.subarray(upTo(n)), fc.subarray(upTo(n)))),
        async ([n, bad, suspects]) => {
          const isBad = new Set(bad);
          const search = counted((items) => {
            const first = items.find((item) => isBad.has(item));
            return first === undefined ? null : `because of ${first}`;
          });
          const { culprits, hopeless } = await findCulprits(upTo(n), new Set(suspects), {
            ...search,
            most: { culprits: Infinity, checks: Infinity },
          });
          assert.deepEqual(
            [...culprits].map(({ item }) => item).sort((x, y) => x - y),
            bad,
          );
          assert.ok(culprits.every(({ item, reason }) => reason === `because of ${item}`));
          assert.equal(hopeless, null);
          const most = 3 + bad.length * (Math.ceil(Math.log2(n)) + 1);
          assert.ok(search.checks() <= most, `${search.checks()} checks`);
        },
      ),
    ));

  it('needs few checks when it is those of the last time', async () => {
    const search = counted((items) => (items.includes(17) ? 'no' : null));
    const { culprits } = await findCulprits(upTo(5000), new Set([17]), search);
    assert.deepEqual([culprits, search.checks()], [[{ item: 17, reason: 'no' }], 2]);
  });

  const because = (isBad: ReadonlySet<number>) =>
    counted((items) => {
      const first = items.find((item) => isBad.has(item));
      return first === undefined ? null : `because of ${first}`;
    });

  it('ends soon when they are many: some go with them, each with a reason, and what stays is taken', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.constant(n), fc.subarray(upTo(n)))),
        async ([n, bad]) => {
          const search = because(new Set(bad));
          const { culprits } = await findCulprits(upTo(n), new Set(), search);
          const out = new Map(culprits.map(({ item, reason }) => [item, reason]));
          assert.equal(out.size, culprits.length);
          assert.ok(bad.every((item) => out.has(item)));
          assert.ok([...out.values()].every((reason) => bad.includes(Number(/^because of (\d+)$/.exec(reason)?.[1]))));
          assert.ok(search.checks() <= 60 + 10 + 14, `${search.checks()} checks`);
          const few = bad.length <= 5;
          if (few) assert.equal(out.size, bad.length);
        },
      ),
    ));

  it('keeps the parts of the list in which there are none', async () => {
    const bad = upTo(5000).filter((item) => item < 1000 && item % 3 === 0);
    const search = because(new Set(bad));
    const { culprits } = await findCulprits(upTo(5000), new Set(), search);
    assert.ok(culprits.length >= bad.length && culprits.length < 1400, `${culprits.length} left out`);
    assert.ok(search.checks() < 90, `${search.checks()} checks`);
  });

  it('stops at twenty when each is found at once', async () => {
    const search = because(new Set(upTo(64)));
    const { culprits } = await findCulprits(upTo(64), new Set(), {
      ...search,
      most: { culprits: 20, checks: Infinity },
    });
    assert.equal(culprits.length, 64);
    assert.ok(search.checks() < 20 * 7 + 20);
  });

  it('leaves out the later one of two that only clash', async () => {
    const search = counted((items) => (items.includes(3) && items.includes(40) ? 'twice' : null));
    assert.deepEqual((await findCulprits(upTo(64), new Set(), search)).culprits, [{ item: 40, reason: 'twice' }]);
  });

  it('blames nobody when nothing at all is taken, nor when everything is', async () => {
    const none = counted(() => 'broken');
    assert.deepEqual(await findCulprits(upTo(5000), new Set(), none), { culprits: [], hopeless: 'broken' });
    assert.equal(none.checks(), 2);
    const fine = counted(() => null);
    assert.deepEqual(await findCulprits(upTo(5000), new Set(), fine), { culprits: [], hopeless: null });
  });
});

describe('a refused configuration', () => {
  const accounts = Array.from({ length: 100 }, (_, at) => account(`user${at}`, { id: at + 1 }));
  const sites = accounts.flatMap((owner) =>
    [0, 1, 2].map((n) => site(`s${n}.${owner.name}.example`, owner, { id: owner.id * 10 + n, features: ['php'] })),
  );
  const everything = desired(accounts, sites);
  const bad = ['s1.user7.example', 's0.user50.example', 's2.user99.example'];

  it('of the web server leaves out the sites at fault, and serves the others', async () => {
    const host = newHost();
    host.refuses = (what, tree) => bad.find((domain) => what === 'web' && tree.has(domain)) ?? null;
    const { failures, problem } = await bring(host, everything);
    assert.deepEqual([faultsOf(failures), problem], [['site 1002 web', 'site 510 web', 'site 81 web'], null]);
    assert.deepEqual(failures.map(({ detail }) => detail).sort(), [...bad].sort());
    assert.equal(host.web.tree.size, 297);
    assert.ok(ops(host).filter((op) => op === 'web.check').length <= 2 + 3 * 10);
  });

  it('is not used again while nothing is better, and is when it is', async () => {
    const host = newHost();
    host.refuses = (what, tree) => bad.find((domain) => what === 'web' && tree.has(domain)) ?? null;
    const { failures: before } = await bring(host, everything);
    const { id } = host.web;
    host.done.length = 0;
    const { failures } = await bring(host, everything, { before });
    assert.deepEqual(faultsOf(failures), faultsOf(before));
    assert.equal(host.web.id, id);
    assert.equal(ops(host).filter((op) => op === 'web.apply').length, 1);
    assert.ok(ops(host).length < 12, `${ops(host).length} checks`);
    host.refuses = () => null;
    assert.deepEqual(await bring(host, everything, { before }), { failures: [], problem: null });
    assert.equal(host.web.tree.size, 300);
  });

  it('of PHP leaves out the users at fault; their sites are served without scripts', async () => {
    const host = newHost();
    host.refuses = (what, tree) => (what === 'php' && tree.has('user7') ? 'no such user' : null);
    const { failures, problem } = await bring(host, everything);
    assert.equal(problem, null);
    assert.deepEqual(faultsOf(failures), ['account 8 php', ...[80, 81, 82].map((id) => `site ${id} needs`)]);
    assert.deepEqual([host.php.tree.size, host.web.tree.size], [99, 300]);
  });

  it('keeps the old one in use when not even an empty one is taken', async () => {
    const host = newHost();
    await bring(host, everything);
    const { id } = host.web;
    host.refuses = (what) => (what === 'web' ? 'unknown directive "http"' : null);
    const next = account('next', { id: 500 });
    const wanted = desired([...accounts, next], [...sites, site('new.example', next, { features: ['php'] })]);
    const { failures, problem } = await bring(host, wanted);
    assert.deepEqual(failures, []);
    assert.match(problem ?? '', /unknown directive/);
    assert.deepEqual([host.web.id, host.php.tree.size, host.users.size], [id, 101, 101]);
  });

  it('does not delete whose pool is still in use', async () => {
    const host = newHost();
    await bring(host, everything);
    host.refuses = (what) => (what === 'php' ? 'broken' : null);
    const { problem } = await bring(host, desired(accounts.slice(1), sites.slice(3)));
    assert.match(problem ?? '', /broken/);
    assert.ok(host.users.has('user0'));
    host.refuses = () => null;
    assert.deepEqual(await bring(host, desired(accounts.slice(1), sites.slice(3))), { failures: [], problem: null });
    assert.ok(!host.users.has('user0'));
  });
});

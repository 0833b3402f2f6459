import assert from 'node:assert/strict';
import { driftOf } from '../../src/agent/drift.ts';
import type { Observed } from '../../src/agent/driver.ts';
import { plan } from '../../src/agent/plan.ts';
import { memoryDriver } from '../helpers/memory-driver.ts';
import { memoryDeps } from '../helpers/memory-trees.ts';
import { account, bring, desired, newHost, site } from '../helpers/memory-world.ts';

describe('the plan for a given certificate', () => {
  const alice = account('alice');
  const given = site('given.example', alice, { features: ['https'], certificate: 'given' });
  const own = site('own.example', alice, { features: ['https'] });
  const wanted = desired([alice], [given, own]);
  const host = newHost();
  let there: Observed['certificates'] = new Map();

  before(async () => {
    await bring(host, wanted);
    there = new Map(host.certificates);
  });

  /** As seen when it ends in so many milliseconds. */
  async function endingIn(ms: number, certificate = 'given'): Promise<{ put: string[]; drift: string[] }> {
    const found = there.get('given.example');
    assert.ok(found);
    host.certificates.set('given.example', { ...found, expires: host.now + ms });
    const observed = await memoryDriver(host).observe();
    const deps = memoryDeps(host);
    const to = desired([alice], [{ ...given, certificate }, own]);
    const { steps } = plan(to, observed, deps);
    return {
      put: steps.flatMap((step) =>
        step.op === 'certificates.put' ? step.sites.map(({ domain }) => domain) : [step.op],
      ),
      drift: driftOf(to, observed, deps, host.now).map(({ found }) => found),
    };
  }

  it('is nothing while it is good, were it for a moment more', async () => {
    assert.deepEqual(await endingIn(1), { put: [], drift: [] });
  });

  it('is to tell of it when it has expired, which nobody has changed by hand', async () => {
    for (const ms of [0, -1, -86_400_000]) assert.deepEqual(await endingIn(ms), { put: ['given.example'], drift: [] });
  });

  it('is to put the one that comes after it', async () => {
    assert.deepEqual(await endingIn(-1, 'next'), { put: ['given.example'], drift: ['is another one'] });
  });
});

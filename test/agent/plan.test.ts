import assert from 'node:assert/strict';
import { memoryDriver } from '../helpers/memory-driver.ts';
import type { MemoryHost } from '../helpers/memory-host.ts';
import { memoryDeps } from '../helpers/memory-trees.ts';
import { account, bring, desired, hashOf, newHost, site } from '../helpers/memory-world.ts';
import { plan } from '../../src/agent/plan.ts';
import { defaultPaths } from '../../src/agent/paths.ts';
import { renderPhp } from '../../src/agent/php/render.ts';
import { welcomePage } from '../../src/agent/web/pages.ts';
import { renderWeb } from '../../src/agent/web/render.ts';
import type { Desired } from '../../src/kernel/host.ts';

const alice = account('alice', { passwordHash: hashOf('a'), shell: true });
const bob = account('bob');
const carol = account('carol');

async function planned(host: MemoryHost, to: Desired): Promise<string[]> {
  const { steps } = plan(to, await memoryDriver(host).observe(), memoryDeps(host));
  return steps.map(({ op }) => op);
}

describe('a plan', () => {
  it('first closes, then takes away, then makes, and shows last what is new', async () => {
    const host = newHost();
    const features = ['php', 'cgi', 'https'] as const;
    const before = [alice, bob, carol].map((owner, at) => site(`old${at}.example`, owner, { features }));
    await bring(host, desired([alice, bob, carol], before));
    const user = host.users.get('alice');
    if (user) user.running = true;
    const dave = account('dave', { shell: true, passwordHash: hashOf('d'), diskKiB: 5 });
    const after = desired(
      [{ ...alice, suspended: true }, { ...bob, diskKiB: 7 }, dave],
      [...before.slice(0, 2), site('new.example', dave, { features })],
    );
    assert.deepEqual(await planned(host, after), [
      ...['web.apply', 'php.apply', 'cgi.stop', 'users.lock', 'users.kill', 'users.delete'],
      ...['users.create', 'users.home', 'users.shell', 'users.password', 'quota.set', 'sites.create'],
      ...['certificates.put', 'certificates.remove', 'php.apply', 'cgi.start', 'web.apply'],
    ]);
  });

  it('opens a lock only after the shell was taken and the password changed', async () => {
    const host = newHost();
    await bring(host, desired([{ ...alice, suspended: true }]));
    const steps = await planned(host, desired([{ ...alice, shell: false, passwordHash: null }]));
    assert.deepEqual(steps, ['users.shell', 'users.password', 'users.unlock']);
  });

  it('sets no limits where they cannot be kept', async () => {
    const host = newHost();
    host.quota = false;
    assert.ok(!(await planned(host, desired([{ ...alice, diskKiB: 5 }]))).includes('quota.set'));
  });

  it('starts what does not run, with what it ran with', async () => {
    const host = newHost();
    const wanted = desired([alice], [site('a.example', alice, { features: ['php', 'cgi'] })]);
    await bring(host, wanted);
    host.web.running = false;
    host.php.running = false;
    host.cgi.clear();
    assert.deepEqual(await planned(host, wanted), ['php.apply', 'cgi.start', 'web.apply']);
  });

  it('is empty after it was done, with the configurations that real programs get', async () => {
    const host = newHost();
    host.refuses = () => null;
    const real = { renderWeb, renderPhp, welcomePage, paths: defaultPaths };
    const wanted = desired(
      [alice, { ...bob, suspended: true }],
      [
        site('a.example', alice, { features: ['php', 'cgi', 'ssi', 'https'] }),
        site('b.example', bob, { features: ['php', 'https'], certificate: 'given' }),
      ],
    );
    assert.deepEqual(await bring(host, wanted, real), { failures: [], problem: null });
    const observed = await memoryDriver(host).observe();
    const turned = { ...wanted, accounts: [...wanted.accounts].reverse(), sites: [...wanted.sites].reverse() };
    assert.deepEqual(plan(turned, observed, { ...real, now: host.now }).steps, []);
  });
});

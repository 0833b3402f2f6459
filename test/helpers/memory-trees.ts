import { createHash } from 'node:crypto';
import type { Tree } from '../../src/agent/op.ts';
import { defaultPaths } from '../../src/agent/paths.ts';
import type { PlanDeps, Rendered } from '../../src/agent/plan.types.ts';
import type { Desired } from '../../src/kernel/host.ts';
import type { MemoryHost } from './memory-host.ts';

// Configurations that say no more than what they refer to: a file for each site, and one for each pool.

const rendered = (files: readonly (readonly [string, string])[]): Rendered => ({
  id: createHash('sha256').update(JSON.stringify(files)).digest('hex'),
  tree: new Map(files),
});

function renderWeb({ accounts, sites }: Desired): Rendered {
  const owners = new Map(accounts.map((account) => [account.id, account]));
  const files = sites.flatMap(({ accountId, domain, features }) => {
    const owner = owners.get(accountId);
    const words = [owner?.name ?? '', owner?.suspended === true ? 'suspended' : 'served', ...[...features].sort()];
    return owner === undefined ? [] : [[domain, words.join(' ')] as const];
  });
  return rendered(files);
}

function renderPhp({ accounts, sites }: Desired): Rendered | null {
  const users = new Set(sites.filter(({ features }) => features.includes('php')).map(({ accountId }) => accountId));
  const files = accounts
    .filter(({ id, suspended }) => users.has(id) && !suspended)
    .map(({ name }) => [name, ''] as const);
  return files.length === 0 ? null : rendered(files);
}

/** Names of users, in a tree of ours or a real one. */
export function poolsIn(tree: Tree): Set<string> {
  const real = tree.get('php-fpm.conf');
  return new Set(real === undefined ? tree.keys() : [...real.matchAll(/^\[u-(.+)\]$/gm)].map(([, name = '']) => name));
}

export const memoryDeps = (host: MemoryHost): Omit<PlanDeps, 'without'> => ({
  paths: defaultPaths,
  now: host.now,
  renderWeb,
  renderPhp,
  welcomePage: () => '<p>hello</p>',
});

/** As real programs do: a configuration is taken only when all it refers to is there. */
export function refusesWhatIsMissing(host: MemoryHost): (what: 'web' | 'php', tree: Tree) => string | null {
  return (what, tree) => {
    for (const [name, text] of tree) {
      const [owner = '', , ...features] = text.split(' ');
      if (what === 'php' && !host.users.has(name)) return `cannot get uid for user '${name}'`;
      if (what === 'web' && !host.folders.has(`${owner}/${name}`)) return `no folder for ${name}`;
      if (what === 'web' && features.includes('https') && !host.certificates.has(name))
        return `no certificate: ${name}`;
    }
    return null;
  };
}

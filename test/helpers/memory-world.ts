import { apply, type ApplyResult } from '../../src/agent/apply.ts';
import type { ApplyDeps } from '../../src/agent/apply.run.ts';
import type { Desired, HostAccount, HostFailure, HostSite } from '../../src/kernel/host.ts';
import { memoryDriver } from './memory-driver.ts';
import { MemoryHost } from './memory-host.ts';
import { memoryDeps, refusesWhatIsMissing } from './memory-trees.ts';

/** Desired states and machines for tests of plans. */

export const hashOf = (letter: string): string => `$6$saltsalt$${letter.repeat(86)}`;

const ids = new Map(['alice', 'bob', 'carol', 'dave'].map((name, at) => [name, at + 1]));

export function account(name: string, more: Partial<HostAccount> = {}): HostAccount {
  const id = more.id ?? ids.get(name) ?? 100;
  const plain = { suspended: false, shell: false, passwordHash: null, diskKiB: null, providerId: 1 };
  return { id, name, uid: 20_000 + id, ...plain, ...more };
}

export function site(domain: string, owner: HostAccount, more: Partial<HostSite> = {}): HostSite {
  const id = more.id ?? Buffer.from(domain).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
  return { id, accountId: owner.id, domain, features: [], certificate: null, ...more };
}

export const desired = (accounts: readonly HostAccount[], sites: readonly HostSite[] = []): Desired => ({
  revision: 1,
  providers: [
    { id: 1, name: 'North', contact: '', lang: 'en', suspendedTitle: 'Suspended', suspendedText: 'Ask North.' },
  ],
  ...{ accounts, sites },
  panel: 'panel-for-the-tests',
  nextUid: 60_000,
  welcome: { lang: 'en', title: 'Hello', text: 'Nothing here yet.' },
});

export function newHost(): MemoryHost {
  const host = new MemoryHost();
  host.refuses = refusesWhatIsMissing(host);
  return host;
}

export const bring = (host: MemoryHost, to: Desired, more: Partial<ApplyDeps> = {}): Promise<ApplyResult> =>
  apply(memoryDriver(host), to, { ...memoryDeps(host), ...more }, new AbortController().signal);

/** All of a machine that people would notice. */
export const stateOf = (host: MemoryHost): unknown => ({
  users: [...host.users].sort(),
  folders: [...host.folders.keys()].sort(),
  certificates: [...host.certificates].map(([domain, { given }]) => [domain, given]).sort(),
  cgi: [...host.cgi].sort(),
  web: [...host.web.tree].sort(),
  php: host.php.running ? [...host.php.tree].sort() : null,
});

export const faultsOf = (failures: readonly HostFailure[]): string[] =>
  failures.map(({ kind, id, fault }) => `${kind} ${id} ${fault}`).sort();

export const ops = (host: MemoryHost): string[] => host.done.map(({ op }) => op);

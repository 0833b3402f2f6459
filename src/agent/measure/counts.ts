import { randomUUID } from 'node:crypto';
import type { HostUsage } from '../../kernel/host.ts';
import type { Tally } from './lines.ts';
import { emptyPending, type State } from './state.ts';

/** Moves what was counted to what waits to be reported. */
export function addCounts({ accounts, sites }: State['pending'], { hosts, traffic, pageviews }: Tally): void {
  for (const [index, { account, site }] of hosts.hosts.entries()) {
    const counts = { traffic: traffic[index] ?? 0, pageviews: pageviews[index] ?? 0 };
    if (counts.traffic === 0 && counts.pageviews === 0) continue;
    accounts.set(account, (accounts.get(account) ?? 0) + counts.traffic);
    if (site !== null) sites.set(site, sum(counts, sites.get(site) ?? none));
  }
  traffic.fill(0);
  pageviews.fill(0);
}

interface Counts {
  readonly traffic: number;
  readonly pageviews: number;
}

const none: Counts = { traffic: 0, pageviews: 0 };
const sum = (a: Counts, b: Counts): Counts => ({
  traffic: a.traffic + b.traffic,
  pageviews: a.pageviews + b.pageviews,
});

/** Makes a report of what waits; null: nothing does. */
export function newReport(state: State, at: number): HostUsage | null {
  const { accounts, sites, disk } = state.pending;
  const ids = new Set([...accounts.keys(), ...disk.keys()]);
  if (ids.size === 0) return null;
  state.pending = emptyPending();
  return {
    id: randomUUID(),
    at,
    accounts: [...ids].map((id) => ({ id, disk: disk.get(id) ?? null, traffic: accounts.get(id) ?? 0 })),
    sites: [...sites].map(([id, counts]) => ({ id, ...counts })),
  };
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Desired, HostAccount, HostUsage } from '../../../src/kernel/host.ts';
import type { Paths } from '../../../src/agent/paths.ts';

const account = (id: number, name: string): HostAccount => ({
  ...{ id, name, uid: 20_000 + id, suspended: false, shell: false },
  ...{ passwordHash: null, diskKiB: null, providerId: 1 },
});

/** alice has alice.example and the shop at www.shop.example, bob has shop.example. */
export const desired: Desired = {
  revision: 1,
  providers: [],
  accounts: [account(1, 'alice'), account(2, 'bob')],
  sites: [site(11, 1, 'alice.example'), site(12, 1, 'www.shop.example'), site(21, 2, 'shop.example')],
  panel: 'panel-for-the-tests',
  nextUid: 60_000,
  welcome: { lang: 'en', title: '', text: '' },
};

export function site(id: number, accountId: number, domain: string): Desired['sites'][number] {
  return { id, accountId, domain, features: [], certificate: null };
}

/** Folders that last for one test. */
export function place(): Paths & { remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'sublet-measure-'));
  const folder = (name: string): string => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  return {
    ...{ home: folder('home'), state: folder('state'), run: folder('run'), log: folder('log'), archive: folder('old') },
    ...{ http: 80, https: 443 },
    remove: () => rmSync(root, { recursive: true }),
  };
}

export interface Request {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly status: string;
  readonly received: number | string;
  readonly sent: number | string;
  readonly agent: string;
}

let msec = 1_700_000_000_000;

/** A line of the access log; no two are alike. */
export function line(request: Partial<Request> = {}): string {
  const usual = { host: 'alice.example', method: 'GET', path: '/', status: '200', received: 100, sent: 1000 };
  const { host, method, path, status, received, sent, agent } = { ...usual, agent: 'Mozilla/5.0', ...request };
  msec += 1;
  return `${[(msec / 1000).toFixed(3), host, '192.0.2.1', method, path, status, received, sent, '-', agent].join('\t')}\n`;
}

/** What the panel makes of reports: each id counts once. */
export class Panel {
  readonly accounts = new Map<number, number>();
  readonly sites = new Map<number, { traffic: number; pageviews: number }>();
  readonly #taken = new Set<string>();

  take(usage: HostUsage | null): void {
    if (usage === null || this.#taken.has(usage.id)) return;
    this.#taken.add(usage.id);
    for (const { id, traffic } of usage.accounts) this.accounts.set(id, (this.accounts.get(id) ?? 0) + traffic);
    for (const { id, traffic, pageviews } of usage.sites) {
      const before = this.sites.get(id) ?? { traffic: 0, pageviews: 0 };
      this.sites.set(id, { traffic: before.traffic + traffic, pageviews: before.pageviews + pageviews });
    }
  }
}

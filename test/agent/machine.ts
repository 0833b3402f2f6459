import type { HostUser } from '../../src/agent/agent-hold.ts';
import type { Applied, ApplyOptions, Work } from '../../src/agent/loop.types.ts';
import type { Desired, HostDrift, HostFacts, HostFailure, HostUsage } from '../../src/kernel/host.ts';
import { facts } from '../helpers/report.ts';

/** What the loop drives, with nothing but a list of users for a machine. */
export class TestMachine implements Work {
  #users = new Map<string, HostUser>();
  /** Revisions in the order they were brought about. */
  readonly applied: number[] = [];
  readonly said: string[] = [];
  readonly acknowledged: string[] = [];
  taken = 0;
  busy = false;
  /** Milliseconds that an apply takes. */
  slow = 0;
  breaks = false;
  /** It cannot be looked at. */
  blind = false;
  failures: readonly HostFailure[] = [];
  problem: string | null = null;
  /** The configuration is not as this version writes it. */
  otherTree = false;
  /** Name of an account that is left out as invalid. */
  unreadable: string | null = null;

  readonly log = {
    info: (): void => undefined,
    warn: (...said: unknown[]): void => void this.said.push(said.map(String).join(' ')),
    error: (...said: unknown[]): void => void this.said.push(said.map(String).join(' ')),
  };

  names(): string[] {
    return [...this.#users.keys()].sort();
  }
  remove(name: string): void {
    this.#users.delete(name);
  }
  reset(): void {
    this.#users.clear();
  }

  read(body: unknown): { desired: Desired; failures: readonly HostFailure[] } {
    const desired = body as Desired;
    if (!('accounts' in desired)) throw new Error('no accounts');
    const bad = desired.accounts.filter(({ name }) => name === this.unreadable);
    const accounts = desired.accounts.filter((one) => !bad.includes(one));
    const failures = bad.map(({ id }): HostFailure => ({ kind: 'account', id, fault: 'invalid', detail: '' }));
    return { desired: { ...desired, accounts }, failures };
  }

  async apply(desired: Desired, { spare }: ApplyOptions, signal: AbortSignal): Promise<Applied> {
    this.busy = true;
    try {
      await new Promise<void>((go) => {
        setTimeout(go, this.slow).unref();
        signal.addEventListener('abort', () => {
          go();
        });
      });
      if (signal.aborted) return { failures: [], problem: null };
      if (this.breaks) throw new Error('it fell over');
      if (this.problem === null) this.#make(desired, spare);
      this.applied.push(desired.revision);
      return { failures: this.failures, problem: this.problem };
    } finally {
      this.busy = false;
    }
  }

  #make({ accounts }: Desired, spare: ApplyOptions['spare']): void {
    const named = new Set(accounts.map(({ id, name, uid }) => [id, name, uid].join()));
    for (const user of this.#users.values())
      if (!named.has([user.id, user.name, user.uid].join()) && !spare(user)) this.#users.delete(user.name);
    const uids = new Set([...this.#users.values()].map(({ uid }) => uid));
    for (const { id, name, uid } of accounts)
      if (!this.#users.has(name) && !uids.has(uid)) this.#users.set(name, { id, name, uid });
  }

  drift({ accounts }: Desired, { trees }: { readonly trees: boolean }): Promise<HostDrift[]> {
    if (this.blind) return Promise.reject(new Error('it is dark'));
    const missing = accounts.filter(({ name }) => !this.#users.has(name)).map(({ name }) => `user ${name}`);
    const found = [...missing, ...(trees && this.otherTree ? ['tree'] : [])];
    return Promise.resolve(found.map((what) => ({ what, found: 'nothing', at: 1, repaired: false })));
  }
  users(): Promise<HostUser[]> {
    if (this.blind) return Promise.reject(new Error('it is dark'));
    return Promise.resolve([...this.#users.values()]);
  }
  facts(): Promise<HostFacts> {
    return Promise.resolve(facts);
  }

  #sent: HostUsage | null = null;
  /** As the real one: the same report until it is acknowledged. */
  readonly usage = {
    take: (): Promise<HostUsage> => {
      this.#sent ??= { id: `usage-${String(++this.taken)}`, at: 1, accounts: [], sites: [] };
      return Promise.resolve(this.#sent);
    },
    acknowledge: (id: string): Promise<void> => {
      this.acknowledged.push(id);
      this.#sent = null;
      return Promise.resolve();
    },
  };
}

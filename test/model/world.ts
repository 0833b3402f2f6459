import type { Level, Rules } from '../../src/kernel/ctx.ts';
import type { Feature } from '../../src/kernel/features.ts';

// The tree as domain.md tells it, in plain objects: no database, no sums, nothing of the panel's own code but its words.

export const resources = ['users', 'disk', 'traffic', 'sites'] as const;
export type Resource = (typeof resources)[number];
export type Limits = Record<Resource, number | null>;

export interface Account {
  name: string;
  level: Level;
  parent: string | null;
  limits: Limits;
  features: Feature[];
  oversell: boolean;
  /** The level that has stopped it by hand. */
  hold: Level | null;
  rules: Record<string, 'allow' | 'deny'>;
}

export interface Site {
  domain: string;
  owner: string;
  features: Feature[];
}

export class World {
  accounts: Account[] = [];
  sites: Site[] = [];

  clone(): World {
    return Object.assign(new World(), structuredClone({ accounts: this.accounts, sites: this.sites }));
  }

  become(other: World): void {
    this.accounts = other.accounts;
    this.sites = other.sites;
  }

  find(name: string): Account | undefined {
    return this.accounts.find((account) => account.name === name);
  }

  get(name: string): Account {
    const account = this.find(name);
    if (!account) throw new Error(`the model has no ${name}`);
    return account;
  }

  /** The account and those above it, root last. */
  path(account: Account): Account[] {
    return account.parent === null ? [account] : [account, ...this.path(this.get(account.parent))];
  }

  children({ name }: Account): Account[] {
    return this.accounts.filter(({ parent }) => parent === name);
  }

  below(account: Account): Account[] {
    return this.children(account).flatMap((child) => [child, ...this.below(child)]);
  }

  /** domain.md 2.2: works if neither it nor anything above has been stopped. */
  stopped(account: Account): boolean {
    return this.path(account).some(({ hold }) => hold !== null);
  }

  /** domain.md 2.6: its own that everybody above has too. */
  features(account: Account): Feature[] {
    return account.features.filter((feature) => this.path(account).every((one) => one.features.includes(feature)));
  }

  used(account: Account, resource: Resource): number {
    if (resource === 'users') return this.below(account).filter(({ level }) => level === 'user').length;
    if (resource !== 'sites') return 0;
    const owners = new Set([account, ...this.below(account)].map(({ name }) => name));
    return this.sites.filter(({ owner }) => owners.has(owner)).length;
  }

  allocated(account: Account, resource: Resource): number {
    const limited = this.children(account).filter((child) => isLimited(child.level, resource));
    return limited.reduce((sum, child) => sum + (child.limits[resource] ?? 0), 0);
  }

  /** domain.md 2.5, all of it: whether the tree as it stands breaks no rule of limits. */
  holdsTogether(): boolean {
    return this.accounts.every((account) => resources.every((resource) => this.#fits(account, resource)));
  }

  #fits(account: Account, resource: Resource): boolean {
    const max = account.limits[resource];
    if (max === null) return true;
    const children = this.children(account).filter((child) => isLimited(child.level, resource));
    const eachFits = children.every(({ limits }) => limits[resource] !== null && limits[resource] <= max);
    const oversold = account.oversell && resource !== 'disk';
    return this.used(account, resource) <= max && eachFits && (oversold || this.allocated(account, resource) <= max);
  }
}

/** Only resellers are given a number of users. */
export const isLimited = (level: Level, resource: Resource): boolean => resource !== 'users' || level === 'reseller';

/** domain.md 3.1: one denial on the way up is final; what has no rule of its own goes with its module. */
export function mayCall(rules: readonly Rules[], func: string): boolean {
  const module = func.split('.')[0] ?? '';
  return rules.every((one) => (one[func] ?? one[module]) !== 'deny');
}

import type { Desired, HostAccount, HostFailure } from '../kernel/host.ts';

// An answer that would delete most of a server is more likely a mistake than a wish. See decision 0027.

/** Whether this is more than a provider deletes in one go. */
export const isTooMany = (here: number, missing: number): boolean =>
  (missing === here && here > 5) || (here >= 10 && missing > here / 2);

export interface Before {
  readonly desired: Desired;
  readonly held: readonly number[];
}

export interface Kept {
  /** What the panel wants, and what is kept against its word. */
  readonly desired: Desired;
  /** Ids of accounts whose deletion waits for a word of the administrator. */
  readonly held: readonly number[];
}

/**
 * Adds to an answer what may not be taken away because of it: accounts and sites whose entry could not be read, and
 * accounts whose deletion is held. An account once held stays so until the panel names it again or its deletion is allowed.
 */
export function keepMissing(before: Before | null, next: Desired, invalid: readonly HostFailure[]): Kept {
  if (before === null) return { desired: next, held: [] };
  const unread = new Set(invalid.filter(({ kind }) => kind === 'account').map(({ id }) => id));
  const missing = missingOf(before.desired, next);
  const deleted = missing.filter(({ id }) => !unread.has(id));
  const heldBefore = new Set(before.held);
  const all = isTooMany(before.desired.accounts.length, deleted.length);
  const held = deleted.filter(({ id }) => all || heldBefore.has(id));
  const kept = [...missing.filter(({ id }) => unread.has(id)), ...held];
  const accounts = [...next.accounts, ...kept];
  const desired = withSites({ ...next, accounts }, before.desired, {
    owners: new Set(kept.map(({ id }) => id)),
    sites: new Set(invalid.filter(({ kind }) => kind === 'site').map(({ id }) => id)),
  });
  return { desired, held: held.map(({ id }) => id) };
}

/** Accounts that are gone, but for those whose name or uid somebody else has now: these cannot be kept. */
function missingOf(before: Desired, { accounts }: Desired): HostAccount[] {
  const ids = new Set(accounts.map(({ id }) => id));
  const names = new Set(accounts.map(({ name }) => name));
  const uids = new Set(accounts.map(({ uid }) => uid));
  return before.accounts.filter(({ id, name, uid }) => !ids.has(id) && !names.has(name) && !uids.has(uid));
}

interface KeptIds {
  readonly owners: ReadonlySet<number>;
  readonly sites: ReadonlySet<number>;
}

/** Adds the sites of kept accounts and those that could not be read, as they were, and who speaks for them. */
function withSites(next: Desired, before: Desired, kept: KeptIds): Desired {
  const accounts = new Set(next.accounts.map(({ id }) => id));
  const ids = new Set(next.sites.map(({ id }) => id));
  const domains = new Set(next.sites.map(({ domain }) => domain));
  const sites = before.sites.filter(
    ({ id, accountId, domain }) =>
      (kept.owners.has(accountId) || kept.sites.has(id)) &&
      accounts.has(accountId) &&
      !ids.has(id) &&
      !domains.has(domain),
  );
  const known = new Set(next.providers.map(({ id }) => id));
  const providers = before.providers.filter(({ id }) => !known.has(id));
  return { ...next, providers: [...next.providers, ...providers], sites: [...next.sites, ...sites] };
}

/** Without these accounts and their sites. */
export function withoutAccounts(desired: Desired, ids: ReadonlySet<number>): Desired {
  const accounts = desired.accounts.filter(({ id }) => !ids.has(id));
  return { ...desired, accounts, sites: desired.sites.filter(({ accountId }) => !ids.has(accountId)) };
}

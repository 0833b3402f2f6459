import type { Desired, HostAccount, HostFailure, HostSite } from '../kernel/host.ts';
import { needs } from './plan.ts';

// Who is gone, and whom the panel merely does not know. See decision 0027.

/** A Linux user with our mark, which tells the id of the account; null: the mark does not say. */
export interface HostUser {
  readonly id: number | null;
  readonly name: string;
  readonly uid: number;
}

export interface Memory {
  /** All that should be here, kept accounts included. */
  readonly desired: Desired | null;
  /** The panel that has made everybody here: who is missing from its answers is gone. null: nobody can tell. */
  readonly panel: string | null;
  /** Users that the panel does not know. They are kept until it names them or their deletion is allowed. */
  readonly held: readonly HostUser[];
  /** Users that were held and may go. */
  readonly allowed: readonly HostUser[];
  /** What reading the panel's answer left out. */
  readonly unread: readonly HostFailure[];
}

interface Read {
  readonly desired: Desired;
  readonly failures: readonly HostFailure[];
}

/** What is to be done of an answer, with these users on the machine. */
export function weigh(before: Memory, { desired: next, failures }: Read, here: readonly HostUser[]): Memory {
  const named = keysOf(next.accounts);
  const unnamed = new Map(here.filter((user) => !named.has(keyOf(user))).map((user) => [keyOf(user), user]));
  // Who names everybody here takes nothing away. Where two panels have spoken, neither has made everybody.
  const panel = unnamed.size === 0 || before.panel === next.panel ? next.panel : null;
  const allowed = before.allowed.filter((user) => unnamed.has(keyOf(user)));
  // A uid that was given twice: one of the two times the panel did not know of the other.
  const doubtful = [...before.held, ...next.accounts];
  const spare = sparing({ desired: next, panel, held: doubtful, allowed, unread: [] });
  const held = [...unnamed.values()].filter(spare);
  const heldKeys = keysOf(held);
  const isUnread = unreadIn(failures);
  const kept = (before.desired?.accounts ?? []).filter((one) => isUnread(one.id) || heldKeys.has(keyOf(one)));
  return { ...withKept(next, before.desired, kept, failures), panel, held, allowed };
}

const keyOf = ({ id, name, uid }: HostUser): string => `${id} ${name} ${uid}`;
const keysOf = (users: readonly HostUser[]): ReadonlySet<string> => new Set(users.map(keyOf));

/** Says of a user of ours that nobody wants whether it stays all the same. */
export function sparing({ desired, panel, held, allowed, unread }: Memory): (user: HostUser) => boolean {
  const doubtful = new Set(held.map(({ uid }) => uid));
  const free = keysOf(allowed);
  const isUnread = unreadIn(unread);
  const isGone = (uid: number): boolean =>
    desired !== null && panel === desired.panel && uid < desired.nextUid && !doubtful.has(uid);
  return (user) => isUnread(user.id) || !(free.has(keyOf(user)) || isGone(user.uid));
}

/** An entry that could not be read is not one that is missing. */
function unreadIn(failures: readonly HostFailure[]): (id: number | null) => boolean {
  const ids = new Set(failures.filter(({ kind }) => kind === 'account').map(({ id }) => id));
  return (id) => (id === null ? ids.size > 0 : ids.has(id));
}

/** Adds accounts as they were, with their sites, and sites that could not be read. They go before what stands in their place. */
function withKept(
  next: Desired,
  before: Desired | null,
  kept: readonly HostAccount[],
  failures: readonly HostFailure[],
): { desired: Desired; unread: readonly HostFailure[] } {
  if (before === null) return { desired: next, unread: failures };
  const clashes = clashesOf(next.accounts, kept);
  const out = new Set(clashes.map(({ id }) => id));
  const accounts = [...next.accounts.filter(({ id }) => !out.has(id)), ...kept];
  const homeless = next.sites.filter(({ accountId }) => out.has(accountId));
  const sites = next.sites.filter(({ accountId }) => !out.has(accountId));
  const owners = new Set(kept.map(({ id }) => id));
  const unreadSites = new Set(failures.filter(({ kind }) => kind === 'site').map(({ id }) => id));
  const ids = new Set(accounts.map(({ id }) => id));
  const domains = new Set(sites.map(({ domain }) => domain));
  const old = before.sites.filter(
    ({ id, accountId, domain }) =>
      (owners.has(accountId) || (unreadSites.has(id) && ids.has(accountId))) && !domains.has(domain),
  );
  const known = new Set(next.providers.map(({ id }) => id));
  const providers = [...next.providers, ...before.providers.filter(({ id }) => !known.has(id))];
  const desired = { ...next, providers, accounts, sites: [...sites, ...renumbered(old, next.sites)] };
  return { desired, unread: [...failures, ...clashes, ...homeless.map(needs)] };
}

/** Accounts in whose place somebody is who stays. */
function clashesOf(accounts: readonly HostAccount[], kept: readonly HostAccount[]): HostFailure[] {
  const names = new Map(kept.map((one) => [one.name, one]));
  const uids = new Map(kept.map((one) => [one.uid, one]));
  const ids = new Map(kept.map((one) => [one.id, one]));
  return accounts.flatMap(({ id, name, uid }): HostFailure[] => {
    const other = names.get(name) ?? uids.get(uid) ?? ids.get(id);
    if (other === undefined) return [];
    const fault = other.name === name ? 'name_taken' : 'uid_taken';
    return [{ kind: 'account', id, fault, detail: `${other.name}, which is kept, has it` }];
  });
}

/** A panel that does not know them gives their ids again. */
function renumbered(old: readonly HostSite[], sites: readonly HostSite[]): HostSite[] {
  const given = new Set(sites.map(({ id }) => id));
  const taken = new Set([...given, ...old.map(({ id }) => id)]);
  let free = 2 ** 32 - 1;
  return old.map((site) => {
    if (!given.has(site.id)) return site;
    while (taken.has(free)) free--;
    taken.add(free);
    return { ...site, id: free };
  });
}

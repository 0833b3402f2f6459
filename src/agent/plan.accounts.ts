import type { Desired, HostAccount, HostFailure } from '../kernel/host.ts';
import type { Observed, ObservedUser } from './driver.ts';
import type { Step, Who } from './op.ts';
import type { PlanDeps } from './plan.types.ts';

/** Who can be served on this machine, and who has to go. */
export interface Sorted {
  readonly accounts: readonly HostAccount[];
  /** Users of ours that nobody wants, by name. */
  readonly leaving: ReadonlyMap<string, ObservedUser>;
  readonly failures: readonly HostFailure[];
}

/** Users that nobody wants stay when `spare` says so. */
export function sortOut({ accounts }: Desired, observed: Observed, spare: PlanDeps['spare']): Sorted {
  const { users, foreign } = observed;
  const wanted = new Map(accounts.map((account) => [account.name, account]));
  const leaving = new Map(
    [...users].filter(
      ([name, user]) =>
        !isWanted(user, wanted.get(name)) && !foreign.names.has(name) && spare?.({ name, ...user }) !== true,
    ),
  );
  const uids = new Map([...users].filter(([name]) => !leaving.has(name)).map(([name, { uid }]) => [uid, name]));
  const failures = accounts.flatMap((account) => flawOf(account, observed, { leaving, uids }) ?? []);
  const flawed = new Set(failures.map(({ id }) => id));
  return { accounts: accounts.filter(({ id }) => !flawed.has(id)), leaving, failures };
}

/** A user without a known id is whoever has the name. Names are given again, ids are not. */
const isSame = (user: ObservedUser, account: HostAccount | undefined): boolean =>
  account !== undefined && (user.id === null || user.id === account.id);

/** Uids are given once: an account with another one has been elsewhere, and what is here is of its time before. */
const isWanted = (user: ObservedUser, account: HostAccount | undefined): boolean =>
  isSame(user, account) && user.uid === account?.uid;

function flawOf(
  account: HostAccount,
  { users, foreign }: Observed,
  { leaving, uids }: { leaving: ReadonlyMap<string, ObservedUser>; uids: ReadonlyMap<number, string> },
): HostFailure | null {
  const { id, name, uid } = account;
  const fails = (fault: HostFailure['fault'], detail: string): HostFailure => ({ kind: 'account', id, fault, detail });
  if (foreign.names.has(name)) return fails('name_taken', `${name} is a user or a group of the system`);
  const user = leaving.has(name) ? undefined : users.get(name);
  if (user !== undefined && !isSame(user, account))
    return fails('name_taken', `${name} is the user of another account`);
  if (user !== undefined)
    return user.uid === uid ? null : fails('uid_taken', `${name} has the uid ${user.uid}, not ${uid}`);
  if (foreign.uids.has(uid)) return fails('uid_taken', `a user or a group of the system has the id ${uid}`);
  const other = uids.get(uid);
  return other === undefined ? null : fails('uid_taken', `${other} has the uid ${uid}`);
}

/** An account and its user as it is, or will be as soon as it is made. */
type Pair = readonly [HostAccount, ObservedUser];

const pairsOf = ({ accounts, leaving }: Sorted, observed: Observed): Pair[] =>
  accounts.map((account) => {
    const user = leaving.has(account.name) ? undefined : observed.users.get(account.name);
    return [account, user ?? made(account)];
  });

const made = ({ id, uid, suspended }: HostAccount): ObservedUser => ({
  ...{ id, uid, shell: false, hash: null, locked: suspended, expired: suspended },
  ...{ home: false, diskKiB: null, running: false },
});

/** Steps that take something away, before anything is made. */
export function closingSteps(sorted: Sorted, observed: Observed): Step[] {
  const suspended = pairsOf(sorted, observed).filter(([account]) => account.suspended);
  const open = suspended.filter(([, { locked, expired }]) => !locked || !expired);
  const running = suspended.filter(([, user]) => user.running);
  const gone = [...sorted.leaving].map(([name, { id, uid }]) => ({ id, name, uid }));
  return [
    ...forSome(open.map(whoOfPair), (users) => ({ op: 'users.lock', users })),
    ...forSome(running.map(whoOfPair), (users) => ({ op: 'users.kill', users })),
    ...forSome(gone, (users) => ({ op: 'users.delete', users })),
  ];
}

/** Steps that make users and give them what they should have. The lock is opened when shell and password are right. */
export function accountSteps(sorted: Sorted, observed: Observed): Step[] {
  const created = sorted.accounts.filter(({ name }) => sorted.leaving.has(name) || !observed.users.has(name));
  const pairs = pairsOf(sorted, observed);
  const where = (differs: (pair: Pair) => boolean): HostAccount[] => pairs.filter(differs).map(([account]) => account);
  const homeless = where(([, { home }]) => !home);
  const shells = where(([{ shell }, user]) => shell !== user.shell);
  const passwords = where(([{ passwordHash }, { hash }]) => passwordHash !== hash);
  const locked = where(([{ suspended }, user]) => !suspended && (user.locked || user.expired));
  const limits = where(([{ diskKiB }, user]) => observed.quota && diskKiB !== user.diskKiB);
  const suspended = created.filter((account) => account.suspended);
  return [
    ...forSome(created.map(whoOf), (users) => ({ op: 'users.create', users })),
    ...forSome(suspended.map(whoOf), (users) => ({ op: 'users.lock', users })),
    ...forSome(homeless.map(whoOf), (users) => ({ op: 'users.home', users })),
    ...forSome(shells.map(withShell), (users) => ({ op: 'users.shell', users })),
    ...forSome(passwords.map(withHash), (users) => ({ op: 'users.password', users })),
    ...forSome(locked.map(whoOf), (users) => ({ op: 'users.unlock', users })),
    ...forSome(limits.map(withLimit), (users) => ({ op: 'quota.set', users })),
  ];
}

export const whoOf = ({ id, name, uid }: HostAccount): Who => ({ id, name, uid });
const whoOfPair = ([account]: Pair): Who => whoOf(account);
const withShell = (of: HostAccount): Who & { shell: boolean } => ({ ...whoOf(of), shell: of.shell });
const withHash = (of: HostAccount): Who & { hash: string | null } => ({ ...whoOf(of), hash: of.passwordHash });
const withLimit = (of: HostAccount): Who & { diskKiB: number | null } => ({ ...whoOf(of), diskKiB: of.diskKiB });

/** A step only when there is something to do. */
export const forSome = <T>(list: readonly T[], step: (list: readonly T[]) => Step): Step[] =>
  list.length === 0 ? [] : [step(list)];

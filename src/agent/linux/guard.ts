import type { HostFailure, HostFault } from '../../kernel/host.ts';
import type { SiteFolder, Step, Who } from '../op.ts';
import { CommandFailed, oneLine } from './exec.ts';
import { isOurUid, type LinuxUser, type LinuxUsers } from './passwd.ts';

// The last look at a value before root acts on it: whoever made the step may be wrong.

/** Of a user that the panel does not know any more there is no id. */
export type AnyWho = Omit<Who, 'id'> & { readonly id: number | null };

const nameForm = /^[a-z][a-z0-9_-]{0,30}$/;
const domainForm = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const hashForm = /^\$[\w./$=,-]{8,250}$/;

export const isDomain = (text: string): boolean => domainForm.test(text);
export const isHash = (text: string): boolean => hashForm.test(text);

/** The step without what is not fit for root, and a failure for each of those. */
export function guarded(step: Step): { step: Step; failures: HostFailure[] } {
  const failures: HostFailure[] = [];
  const fit = <T extends AnyWho>(users: readonly T[]): T[] =>
    users.filter((user) => {
      const why = flawOf(user);
      if (why !== null && user.id !== null) failures.push(failed({ id: user.id }, 'invalid', why));
      return why === null;
    });
  const fitSites = (sites: readonly SiteFolder[]): SiteFolder[] =>
    sites.filter((site) => {
      const why = isDomain(site.domain) ? flawOf(site.owner) : 'not a domain';
      if (why !== null) failures.push({ kind: 'site', id: site.id, fault: 'invalid', detail: why });
      return why === null;
    });
  if (step.op === 'users.password') return { step: { ...step, users: fit(step.users) }, failures };
  if ('users' in step) return { step: { ...step, users: fit(step.users) } as Step, failures };
  if (step.op === 'sites.create') return { step: { ...step, sites: fitSites(step.sites) }, failures };
  return { step, failures };
}

function flawOf(user: AnyWho & { readonly hash?: string | null; readonly diskKiB?: number | null }): string | null {
  if (!nameForm.test(user.name)) return 'not a name of a user';
  if (!isOurUid(user.uid)) return 'not a uid of ours';
  if (typeof user.hash === 'string' && !isHash(user.hash)) return 'not a password hash';
  if (typeof user.diskKiB === 'number' && !isLimit(user.diskKiB)) return 'not a limit';
  return null;
}

const isLimit = (kib: number): boolean => Number.isInteger(kib) && Number.isSafeInteger(kib * 1024) && kib >= 0;

export const failed = ({ id }: { readonly id: number }, fault: HostFault, detail: string): HostFailure => ({
  ...{ kind: 'account', id, fault, detail: oneLine(detail) },
});

export interface Owned<T extends AnyWho = AnyWho> {
  readonly id: number;
  readonly who: T;
  readonly user: LinuxUser;
}

/** Parts the users of a step into those who are really ours, by name, uid and mark, and the others. */
export function owned<T extends AnyWho>({ ours }: LinuxUsers, users: readonly T[]): { found: Owned<T>[]; others: T[] } {
  const found: Owned<T>[] = [];
  const others: T[] = [];
  for (const who of users) {
    const user = ours.get(who.name);
    if (user?.uid === who.uid && (who.id ?? user.id) === user.id) found.push({ id: user.id, who, user });
    else others.push(who);
  }
  return { found, others };
}

export const notOurs = (users: readonly Who[]): HostFailure[] =>
  users.map((who) => failed(who, 'needs', 'there is no such user of ours'));

/** Does work for each in turn; one that fails does not keep the others from theirs. */
export async function eachAlone<T extends { readonly id: number }>(
  users: readonly T[],
  fault: HostFault,
  work: (user: T) => Promise<void>,
): Promise<HostFailure[]> {
  const failures: HostFailure[] = [];
  for (const user of users) {
    try {
      await work(user);
    } catch (error) {
      failures.push(failed(user, fault, messageOf(error)));
    }
  }
  return failures;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
export const codeOf = (error: unknown): number | null => (error instanceof CommandFailed ? error.code : null);

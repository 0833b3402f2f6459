import type { HostAccount, HostFailure, HostSite } from '../kernel/host.ts';

// All that is ever done as root. A step not named here cannot happen.

/** An account in a step: its id in the panel, its name and its uid on the machine. */
export type Who = Pick<HostAccount, 'id' | 'name' | 'uid'>;

/** Files by their path below the tree's folder. */
export type Tree = ReadonlyMap<string, string>;

export interface Op {
  /** Makes users and groups, without shell and password, marked as ours with the id of the account. Those that are there already stay as they are. */
  'users.create': { readonly users: readonly Who[] };
  /** Brings home directories to the layout of `paths.ts`; nothing in them is taken away. */
  'users.home': { readonly users: readonly Who[] };
  'users.shell': { readonly users: readonly (Who & { readonly shell: boolean })[] };
  /** Hashes go to standard input; null takes the password away. Who is locked stays locked. */
  'users.password': { readonly users: readonly (Who & { readonly hash: string | null })[] };
  /** No sign-in by password, key or cron: locked and expired. */
  'users.lock': { readonly users: readonly Who[] };
  'users.unlock': { readonly users: readonly Who[] };
  /** Ends all processes of these users. */
  'users.kill': { readonly users: readonly Who[] };
  /** Locks, ends all processes, sets home directories aside to be archived, then removes users and groups. Those that are gone already are no failure. */
  'users.delete': { readonly users: readonly (Omit<Who, 'id'> & { readonly id: number | null })[] };
  /** KiB; null: no limit. */
  'quota.set': { readonly users: readonly (Who & { readonly diskKiB: number | null })[] };
  /** Makes the folder of a site, as its owner, with a first page when the folder is new. */
  'sites.create': { readonly sites: readonly SiteFolder[]; readonly page: string };
  /** Certificates given by the panel, and new ones of our own for the sites without. */
  'certificates.put': { readonly sites: readonly Pick<HostSite, 'id' | 'domain' | 'certificate'>[] };
  'certificates.remove': { readonly domains: readonly string[] };
  /** One process a user; `sites` are named when it fails. */
  'cgi.start': { readonly users: readonly Who[] };
  'cgi.stop': { readonly users: readonly (Omit<Who, 'id'> & { readonly id: number | null })[] };
  /** Only stages the tree and has the program check it. */
  'php.check': { readonly id: string; readonly tree: Tree };
  'web.check': { readonly id: string; readonly tree: Tree };
  /** Stages the tree, has the program check it, switches, reloads, probes; everything stays as it was when one of these fails. */
  'php.apply': { readonly id: string; readonly tree: Tree };
  'web.apply': { readonly id: string; readonly tree: Tree };
  /** PHP runs only while somebody uses it. */
  'php.stop': { readonly because: 'nobody uses it' };
}

export interface SiteFolder {
  readonly id: number;
  readonly domain: string;
  readonly owner: Who;
}

export type OpName = keyof Op;

/** One step of a plan: `{ op: 'users.lock', users: […] }`. */
export type Step = { [N in OpName]: { readonly op: N } & Op[N] }[OpName];

/** Failures are of single accounts and sites; the others of the step are done. */
export type StepResult = readonly HostFailure[];

/** A whole tree was refused: the reason, in the program's words. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

import type { Desired, HostSite } from '../kernel/host.ts';
import type { Observed, ObservedUser } from './driver.ts';
import type { OpName, Step } from './op.ts';

/** What is on the machine at some point of a run, of what configurations refer to. */
export interface There {
  /** Names of users. */
  readonly users: ReadonlySet<string>;
  /** `owner/domain` */
  readonly folders: ReadonlySet<string>;
  /** Domains. */
  readonly certificates: ReadonlySet<string>;
}

/** What will be left when the users of `leaving` are gone. */
export function thereWithout(observed: Observed, leaving: ReadonlyMap<string, ObservedUser>): There {
  const ownerOf = (folder: string): string => folder.slice(0, folder.indexOf('/'));
  return {
    users: new Set([...observed.users.keys()].filter((name) => !leaving.has(name))),
    folders: new Set([...observed.folders].filter((folder) => !leaving.has(ownerOf(folder)))),
    certificates: new Set(observed.certificates.keys()),
  };
}

/** What is there after these steps, if nothing of them fails. */
export function thereAfter(there: There, steps: readonly Step[]): There {
  if (!steps.some(({ op }) => makers.has(op))) return there;
  const users = new Set(there.users);
  const folders = new Set(there.folders);
  const certificates = new Set(there.certificates);
  for (const step of steps) {
    if (step.op === 'users.create') for (const { name } of step.users) users.add(name);
    if (step.op === 'sites.create')
      for (const site of step.sites) folders.add(folderName(site.owner.name, site.domain));
    if (step.op === 'certificates.put') for (const { domain } of step.sites) certificates.add(domain);
  }
  return { users, folders, certificates };
}

const makers: ReadonlySet<OpName> = new Set(['users.create', 'sites.create', 'certificates.put']);

export const folderName = (owner: string, domain: string): string => `${owner}/${domain}`;

/** The part of the desired state that configurations may speak of: HTTPS, for one, only where there is a certificate. */
export function viewOf(desired: Desired, { users, folders, certificates }: There): Desired {
  const accounts = desired.accounts.filter(({ name }) => users.has(name));
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const sites = desired.sites.flatMap((site) => {
    const owner = names.get(site.accountId);
    if (owner === undefined || !folders.has(folderName(owner, site.domain))) return [];
    return [certificates.has(site.domain) ? site : withoutHttps(site)];
  });
  return { ...desired, accounts, sites };
}

const withoutHttps = (site: HostSite): HostSite =>
  site.features.includes('https') ? { ...site, features: site.features.filter((name) => name !== 'https') } : site;

/** Sites and accounts whose configuration the programs do not take. */
export interface Bad {
  readonly web: ReadonlySet<number>;
  readonly php: ReadonlySet<number>;
}

export const webView = (view: Desired, { web }: Bad): Desired =>
  web.size === 0 ? view : { ...view, sites: view.sites.filter(({ id }) => !web.has(id)) };

export const phpView = (view: Desired, { php }: Bad): Desired =>
  php.size === 0 ? view : { ...view, sites: view.sites.filter(({ accountId }) => !php.has(accountId)) };

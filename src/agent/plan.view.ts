import type { Desired, HostAccount, HostSite, SiteFeature } from '../kernel/host.ts';
import type { Observed, ObservedUser } from './driver.ts';
import type { Op, OpName, Step, Who } from './op.ts';

/** What is on the machine at some point of a run, of what configurations refer to. */
export interface There {
  /** Names of users. */
  readonly users: ReadonlySet<string>;
  /** `owner/domain` */
  readonly folders: ReadonlySet<string>;
  /** Domains. */
  readonly certificates: ReadonlySet<string>;
  /** Names of users for whom PHP answers. */
  readonly pools: ReadonlySet<string>;
  /** Names of users for whom CGI answers. */
  readonly cgi: ReadonlySet<string>;
  /** Names of users who are still suspended as a whole. */
  readonly closed: ReadonlySet<string>;
}

/** What will be left when the users of `leaving` are gone. */
export function thereWithout(observed: Observed, leaving: ReadonlyMap<string, ObservedUser>): There {
  const ownerOf = (folder: string): string => folder.slice(0, folder.indexOf('/'));
  const left = (names: Iterable<string>): Set<string> => new Set([...names].filter((name) => !leaving.has(name)));
  const [users, pools, cgi] = [left(observed.users.keys()), left(observed.pools), left(observed.cgi)];
  const isClosed = (name: string): boolean => {
    const user = observed.users.get(name);
    return user?.locked === true && user.expired && !pools.has(name) && !cgi.has(name);
  };
  return {
    ...{ users, pools, cgi, closed: new Set([...users].filter(isClosed)) },
    folders: new Set([...observed.folders].filter((folder) => !leaving.has(ownerOf(folder)))),
    certificates: new Set(observed.certificates.keys()),
  };
}

/** What is there after these steps, if nothing of them fails. */
export const thereAfter = (there: There, steps: readonly Step[]): There =>
  steps.reduce<There>((now, step) => after(now, step), there);

const after = <N extends OpName>(there: There, step: { readonly op: N } & Op[N]): There => ({
  ...there,
  ...changes[step.op]?.(there, step),
});

const changes: { readonly [N in OpName]?: (there: There, step: Op[N]) => Partial<There> } = {
  'users.create': ({ users }, step) => ({ users: withAll(users, namesIn(step)) }),
  'users.unlock': ({ closed }, step) => ({ closed: withoutAll(closed, namesIn(step)) }),
  'sites.create': ({ folders }, { sites }) => ({
    folders: withAll(
      folders,
      sites.map(({ owner, domain }) => folderName(owner.name, domain)),
    ),
  }),
  'certificates.put': ({ certificates }, { sites }) => ({
    certificates: withAll(
      certificates,
      sites.map(({ domain }) => domain),
    ),
  }),
  'cgi.start': ({ cgi }, step) => ({ cgi: withAll(cgi, namesIn(step)) }),
  'cgi.stop': ({ cgi }, step) => ({ cgi: withoutAll(cgi, namesIn(step)) }),
};

const namesIn = ({ users }: { readonly users: readonly Pick<Who, 'name'>[] }): string[] =>
  users.map(({ name }) => name);
const withAll = (set: ReadonlySet<string>, more: readonly string[]): Set<string> => new Set([...set, ...more]);
const withoutAll = (set: ReadonlySet<string>, less: readonly string[]): Set<string> => {
  const gone = new Set(less);
  return new Set([...set].filter((one) => !gone.has(one)));
};

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

/**
 * What the web server may speak of: scripts only where somebody answers for them, or visitors would get an error. Who was
 * suspended stays so until everything is there.
 */
export function webView(view: Desired, there: There, { web }: Bad): Desired {
  const shown = view.sites.filter(({ id }) => !web.has(id));
  const waiting = waitingIn({ ...view, sites: shown }, there);
  const accounts = view.accounts.map((account) =>
    waiting.has(account.id) ? { ...account, suspended: true } : account,
  );
  const owners = new Map(accounts.map((account) => [account.id, account]));
  return { ...view, accounts, sites: shown.map((site) => withoutMissing(site, owners.get(site.accountId), there)) };
}

/** Ids of users who were suspended and whose scripts nobody runs yet. */
function waitingIn({ accounts, sites }: Desired, there: There): Set<number> {
  const closed = accounts.filter(({ name, suspended }) => !suspended && there.closed.has(name));
  const names = new Map(closed.map(({ id, name }) => [id, name]));
  const lacking = sites.filter(({ accountId, features }) => {
    const owner = names.get(accountId);
    return owner !== undefined && features.some((feature) => isMissing(feature, owner, there));
  });
  return new Set(lacking.map(({ accountId }) => accountId));
}

/** Of a suspended site no script is run anyway. */
function withoutMissing(site: HostSite, owner: HostAccount | undefined, there: There): HostSite {
  if (owner === undefined || owner.suspended) return site;
  const features = site.features.filter((name) => !isMissing(name, owner.name, there));
  return features.length === site.features.length ? site : { ...site, features };
}

export const isMissing = (feature: SiteFeature, owner: string, { pools, cgi }: There): boolean =>
  (feature === 'php' && !pools.has(owner)) || (feature === 'cgi' && !cgi.has(owner));

/** Users who have a pool when this is in use. */
export function poolsOf({ accounts, sites }: Desired): Set<string> {
  const users = new Set(sites.filter(({ features }) => features.includes('php')).map(({ accountId }) => accountId));
  return new Set(accounts.filter(({ id, suspended }) => !suspended && users.has(id)).map(({ name }) => name));
}

export const phpView = (view: Desired, { php }: Bad): Desired =>
  php.size === 0 ? view : { ...view, sites: view.sites.filter(({ accountId }) => !php.has(accountId)) };

import { createHash } from 'node:crypto';
import type { Desired, HostSite } from '../kernel/host.ts';
import type { Observed, ObservedUser } from './driver.ts';
import type { Step } from './op.ts';
import { forSome, whoOf } from './plan.accounts.ts';
import { folderName, type There } from './plan.view.ts';

/** Certificates of our own making are made anew this long before they end. */
const renewal = 30 * 24 * 60 * 60 * 1000;

/** Steps that make what configurations of sites refer to. */
export function siteSteps(desired: Desired, there: There, page: string): Step[] {
  const owners = new Map(desired.accounts.map((account) => [account.id, whoOf(account)]));
  const folders = desired.sites.flatMap(({ id, accountId, domain }) => {
    const owner = owners.get(accountId);
    return owner === undefined || there.folders.has(folderName(owner.name, domain)) ? [] : [{ id, domain, owner }];
  });
  return forSome(folders, (sites) => ({ op: 'sites.create', sites, page }));
}

export function certificateSteps({ sites }: Desired, { certificates }: Observed, now: number): Step[] {
  const secure = sites.filter(usesHttps);
  const put = secure.filter((site) => isDue(site, certificates.get(site.domain), now));
  return forSome(
    put.map(({ id, domain, certificate }) => ({ id, domain, certificate })),
    (list) => ({ op: 'certificates.put', sites: list }),
  );
}

/** Of all sites that are wanted, those too that cannot be served now: their certificates stay. */
export function certificateRemoval({ sites }: Desired, { certificates }: Observed): Step[] {
  const kept = new Set(sites.filter(usesHttps).map(({ domain }) => domain));
  const domains = [...certificates.keys()].filter((domain) => !kept.has(domain));
  return forSome(domains, (list) => ({ op: 'certificates.remove', domains: list }));
}

const usesHttps = ({ features }: HostSite): boolean => features.includes('https');

type Certificate = Observed['certificates'] extends ReadonlyMap<string, infer C> ? C : never;

function isDue({ certificate }: HostSite, found: Certificate | undefined, now: number): boolean {
  if (found === undefined) return true;
  // One that has expired is put again, to be told of.
  if (certificate !== null) return found.given !== digestOf(certificate) || found.expires <= now;
  return found.given !== null || found.expires - now < renewal;
}

export const digestOf = (pem: string): string => createHash('sha256').update(pem).digest('hex');

/** Users whose CGI process has to end. Those who leave have no business here any more. */
export function cgiStops(desired: Desired, observed: Observed, leaving: ReadonlyMap<string, ObservedUser>): Step[] {
  const wanted = cgiUsers(desired);
  const stop = [...observed.users].filter(
    ([name]) => observed.cgi.has(name) && (leaving.has(name) || !wanted.has(name)),
  );
  return forSome(
    stop.map(([name, { id, uid }]) => ({ id, name, uid })),
    (users) => ({ op: 'cgi.stop', users }),
  );
}

export function cgiStarts(desired: Desired, running: ReadonlySet<string>): Step[] {
  const wanted = cgiUsers(desired);
  const start = desired.accounts.filter(({ name }) => wanted.has(name) && !running.has(name));
  return forSome(start.map(whoOf), (users) => ({ op: 'cgi.start', users }));
}

function cgiUsers({ accounts, sites }: Desired): Set<string> {
  const owners = new Set(sites.filter(({ features }) => features.includes('cgi')).map(({ accountId }) => accountId));
  return new Set(accounts.filter(({ id, suspended }) => !suspended && owners.has(id)).map(({ name }) => name));
}

import type { Desired, HostAccount, HostSite } from '../../src/kernel/host.ts';

const provider = {
  id: 1,
  name: 'North',
  contact: '',
  lang: 'en',
  suspendedTitle: 'Suspended',
  suspendedText: 'Ask us.',
};

export const accountWith = (id: number, name: string): HostAccount => ({
  id,
  name,
  uid: 20_000 + id,
  suspended: false,
  shell: false,
  passwordHash: null,
  diskKiB: null,
  providerId: 1,
});

export const siteOf = ({ id, name }: HostAccount): HostSite => ({
  id: 1000 + id,
  accountId: id,
  domain: `${name}.example.com`,
  features: [],
  certificate: null,
});

/** Accounts with one site each; ids are the place in the alphabet of all names ever used here. */
export function desiredWith(revision: number, names: readonly string[]): Desired {
  const accounts = names.map((name) => accountWith(idOf(name), name));
  const welcome = { lang: 'en', title: 'Here', text: 'A new site.' };
  const sites = accounts.map(siteOf);
  const panel = 'panel-for-the-tests';
  return { revision, panel, nextUid: 60_000, providers: [provider], accounts, sites, welcome };
}

const known: string[] = [];
export function idOf(name: string): number {
  if (!known.includes(name)) known.push(name);
  return known.indexOf(name) + 1;
}

/** `u1` to `u20`, say. */
export const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `u${String(index + 1)}`);

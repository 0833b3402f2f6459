import { z } from 'zod';
import type { Desired, HostAccount, HostFailure, HostProvider, HostSite } from '../kernel/host.ts';
import { hostUids } from '../kernel/host.ts';
import { systemNames } from '../kernel/system-names.ts';

// What the panel says is input from outside for a process that runs as root. Nothing goes on that is not described here.

const Id = z
  .int()
  .positive()
  .max(2 ** 32 - 1);
/** Line breaks, other controls, what turns the direction of writing, halves of characters. */
const invisible = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
/** Cut at a length, never through the middle of a character. */
const text = (most: number): z.ZodType<string> =>
  z.string().transform((value) =>
    value
      .replace(invisible, ' ')
      .trim()
      .slice(0, most)
      .replace(/[\ud800-\udbff]$/, ''),
  );
const Language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/);

const Provider = z.strictObject({
  id: Id,
  name: text(200),
  contact: z.union([z.literal(''), z.email().max(254)]),
  lang: Language,
  suspendedTitle: text(200),
  suspendedText: text(2000),
});

/** More rounds than these would keep a core busy at each sign-in. */
const crypt = /^\$6\$(?:rounds=[1-9]\d{3,5}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}$/;

const Account = z.strictObject({
  id: Id,
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,30}$/)
    .refine((name) => !systemNames.has(name)),
  uid: z.int().min(hostUids.first).max(hostUids.last),
  suspended: z.boolean(),
  shell: z.boolean(),
  passwordHash: z.string().max(130).regex(crypt).nullable(),
  diskKiB: z
    .int()
    .nonnegative()
    .max(2 ** 42)
    .nullable(),
  providerId: z.int().nonnegative(),
});

/** RFC 1123, with a letter in the last label, so that no address is taken for a domain. */
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const pem =
  /^(?:-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----\r?\n){1,10}-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\r?\n[A-Za-z0-9+/=\r\n]+-----END \1-----(?:\r?\n)?$/;

const Site = z.strictObject({
  id: Id,
  accountId: Id,
  domain: z.string().max(253).regex(domain),
  features: z
    .array(z.enum(['cgi', 'php', 'ssi', 'https']))
    .max(4)
    .refine((all) => new Set(all).size === all.length),
  certificate: z
    .string()
    .max(64 * 1024)
    .regex(pem)
    .nullable(),
});

const Envelope = z.strictObject({
  revision: z.int().nonnegative(),
  panel: z.string().regex(/^[\w-]{16,64}$/),
  nextUid: z
    .int()
    .min(hostUids.first)
    .max(hostUids.last + 1),
  providers: z.array(z.unknown()),
  accounts: z.array(z.unknown()),
  sites: z.array(z.unknown()),
  welcome: z.strictObject({ lang: Language, title: text(200), text: text(2000) }),
  noSite: z.strictObject({ title: text(200), text: text(2000) }).optional(),
});

/**
 * Reads the panel's answer. Each entry is judged alone: the good ones go on in the order of their ids, each bad one is a
 * failure. Of two with the same name, uid or domain the elder stays. Throws when the answer as a whole is something else, or an
 * account or a site has no id.
 */
export function readDesired(json: unknown): { desired: Desired; failures: HostFailure[] } {
  const { providers: someProviders, accounts: someAccounts, sites: someSites, ...rest } = Envelope.parse(json);
  const providers = readProviders(someProviders);
  const accounts = readAccounts(someAccounts);
  const sites = readSites(someSites, accounts.good);
  const desired = { ...rest, providers, accounts: accounts.good, sites: sites.good };
  return {
    desired,
    failures: [...accounts.bad.map(failure('account')), ...sites.bad.map(failure('site'))],
  };
}

interface Bad {
  readonly id: number;
  readonly fault: 'invalid' | 'needs';
  readonly detail: string;
}

interface Read<T> {
  readonly good: readonly T[];
  readonly bad: readonly Bad[];
}

const failure =
  (kind: HostFailure['kind']) =>
  (bad: Bad): HostFailure => ({ kind, ...bad });

/** Without one the page of a suspended site names nobody. */
function readProviders(list: readonly unknown[]): HostProvider[] {
  const read = list.flatMap((entry) => Provider.safeParse(entry).data ?? []);
  return [...new Map(read.map((provider) => [provider.id, provider])).values()].sort((a, b) => a.id - b.id);
}

function readAccounts(list: readonly unknown[]): Read<HostAccount> {
  const read = readAll<HostAccount>(Account, list);
  const names = new Set<string>();
  const uids = new Set<number>();
  return sieve(read, ({ id, name, uid }) => {
    if (names.has(name)) return { id, fault: 'invalid', detail: `another account has the name ${name}` };
    if (uids.has(uid)) return { id, fault: 'invalid', detail: `another account has the uid ${uid}` };
    names.add(name);
    uids.add(uid);
    return null;
  });
}

function readSites(list: readonly unknown[], accounts: readonly HostAccount[]): Read<HostSite> {
  const owners = new Set(accounts.map(({ id }) => id));
  const domains = new Set<string>();
  return sieve(readAll<HostSite>(Site, list), ({ id, accountId, domain: name }) => {
    if (!owners.has(accountId)) return { id, fault: 'needs', detail: '' };
    if (domains.has(name)) return { id, fault: 'invalid', detail: `another site has the domain ${name}` };
    domains.add(name);
    return null;
  });
}

/** Ids are unique: of two entries with the same one it cannot be known which is meant. */
function readAll<T extends { readonly id: number }>(schema: z.ZodType<T>, list: readonly unknown[]): Read<T> {
  const times = new Map<number, number>();
  const bad: Bad[] = [];
  const good: T[] = [];
  for (const entry of list) {
    const id = idOf(entry);
    times.set(id, (times.get(id) ?? 0) + 1);
    const read = schema.safeParse(entry);
    if (read.success) good.push(read.data);
    else bad.push({ id, fault: 'invalid', detail: placeOf(read.error) });
  }
  const once = sieve({ good, bad }, ({ id }) =>
    times.get(id) === 1 ? null : { id, fault: 'invalid', detail: 'another entry has this id' },
  );
  return { good: [...once.good].sort((a, b) => a.id - b.id), bad: oneEach(once.bad) };
}

function sieve<T>({ good, bad }: Read<T>, flawOf: (entry: T) => Bad | null): Read<T> {
  const flaws = [...bad];
  const rest = good.filter((entry) => {
    const flaw = flawOf(entry);
    if (flaw) flaws.push(flaw);
    return flaw === null;
  });
  return { good: rest, bad: flaws };
}

const oneEach = (bad: readonly Bad[]): Bad[] => [...new Map(bad.map((one) => [one.id, one])).values()];

/** An entry that does not say what it is about makes the answer useless: nobody could tell what is missing from it. */
function idOf(entry: unknown): number {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? Id.safeParse(entry.id).data : undefined;
  if (id === undefined) throw new Error('an entry without an id');
  return id;
}

/** Where the flaw is; what stands there is not repeated. */
function placeOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined || issue.path.length === 0 ? 'not the fields expected' : issue.path.join('.');
}

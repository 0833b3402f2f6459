import { goneUsers, type PlannedLimits, type PlannedProvider, type PlannedReseller, type PlannedUser } from './plan.ts';
import { incidents } from './incidents.ts';
import type { Random } from './random.ts';
import { conversations } from './tickets.ts';
import { reports } from './usage.ts';

/** One call of the panel: when, by whom, what. */
export interface Step {
  readonly at: number;
  /** Name of the login. */
  readonly as: string;
  readonly func: string;
  /** Like the values of `params` it may be `@KEY`: the id of what an earlier step has made. */
  readonly elid?: string;
  /** What the row that is made is called by later steps. */
  readonly makes?: string;
  readonly params: Readonly<Record<string, string>>;
}

/** By name, of the few who can sign in. */
type Passwords = Readonly<Record<string, string>>;

const day = 86_400_000;

/** Everything that happened at this provider, in the order it happened. */
export function stepsOf(random: Random, plan: PlannedProvider, passwords: Passwords, now: number): Step[] {
  const made = [
    ...plan.resellers.flatMap((reseller) => [
      makeReseller(reseller, passwords),
      ...reseller.users.flatMap((user) => makeUser(random, user, reseller, { passwords, now })),
    ]),
    ...plan.users.flatMap((user) => makeUser(random, user, null, { passwords, now })),
  ];
  const later = incidents(random, plan, { made, deletions: goneUsers, spared: Object.keys(passwords), now });
  const measured = reports(random, plan, later, now);
  const talked = conversations({ random, plan, incidents: later, spared: Object.keys(passwords), now });
  return [...made, ...later, ...measured, ...talked].sort((a, b) => a.at - b.at);
}

function makeReseller({ name, person, at, limits, oversell, features }: PlannedReseller, passwords: Passwords): Step {
  const params = {
    ...{
      name,
      displayName: person.shown,
      email: `${person.given}.${person.family}@example.net`,
      password: passwords[name] ?? '',
    },
    ...limitParams(limits),
    ...switches(features),
    oversell: oversell ? 'on' : 'off',
  };
  return { at, as: 'root', func: 'reseller.edit', params };
}

const limitParams = ({ users, disk, traffic, sites }: PlannedLimits): Record<string, string> => ({
  usersMax: amount(users),
  diskMax: amount(disk),
  trafficMax: amount(traffic),
  sitesMax: amount(sites),
});

const amount = (value: number | null): string => (value === null ? '' : String(Math.ceil(value)));
const switches = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    ['shell', 'cgi', 'php', 'ssi', 'https'].map((name) => [name, names.includes(name) ? 'on' : 'off']),
  );

interface Given {
  passwords: Passwords;
  now: number;
}

/** The user, and soon after its sites: made by itself or by its seller. */
function makeUser(
  random: Random,
  user: PlannedUser,
  reseller: PlannedReseller | null,
  { passwords, now }: Given,
): Step[] {
  const { name, person, at, limits } = user;
  const sellerName = reseller?.name ?? 'root';
  const offered = reseller?.features ?? ['shell', 'cgi', 'php', 'ssi', 'https'];
  const features = offered.filter((feature) => random.chance(feature === 'php' || feature === 'https' ? 0.95 : 0.4));
  const email = `${person.given}.${person.family}@example.com`;
  const account = { name, displayName: person.shown, email, password: passwords[name] ?? '', reseller: '' };
  const made = {
    at,
    as: sellerName,
    func: 'user.edit',
    params: { ...account, ...limitParams(limits), ...switches(features) },
  };
  const sites = user.domains.map((domain): Step => {
    const on = features.filter((feature) => feature !== 'shell' && random.chance(0.9));
    const as = random.chance(0.6) ? name : sellerName;
    const params = { name: domain, owner: name, ...switches(on) };
    return { at: at + random.int(1, Math.min(now - at, 20 * day) - 1), as, func: 'site.edit', params };
  });
  return [made, ...sites];
}

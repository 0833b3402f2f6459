import { accountName, companyName, domainOf, Names, somebody, type Person } from './people.ts';
import type { Random } from './random.ts';

/** GiB of disk and GB of traffic, as forms take them; null is no limit. */
export interface PlannedLimits {
  readonly users: number | null;
  readonly disk: number | null;
  readonly traffic: number | null;
  readonly sites: number | null;
}

export interface PlannedUser {
  readonly name: string;
  readonly person: Person;
  readonly at: number;
  readonly limits: PlannedLimits;
  readonly domains: readonly string[];
  /** Share of its limits that it uses; above 1 for those who are over. */
  readonly fill: number;
}

export interface PlannedReseller {
  readonly name: string;
  readonly person: Person;
  readonly at: number;
  readonly limits: PlannedLimits;
  readonly oversell: boolean;
  readonly features: readonly string[];
  readonly users: readonly PlannedUser[];
}

export interface PlannedProvider {
  readonly resellers: readonly PlannedReseller[];
  /** The administrator's own. */
  readonly users: readonly PlannedUser[];
}

const day = 86_400_000;
const resellerCount = 40;
const ownUsers = 24;
const userCount = 800;
/** Made and deleted again, so that “show deleted” has something to show. */
export const goneUsers = 25;
const goneResellers = 3;

/** Sizes that are sold: GiB, GB, sites. */
const packages = [
  { disk: 1, traffic: 10, sites: 2 },
  { disk: 2, traffic: 20, sites: 3 },
  { disk: 5, traffic: 50, sites: 5 },
  { disk: 10, traffic: 100, sites: 10 },
  { disk: 20, traffic: 250, sites: 25 },
];

/** Few are near a limit, fewer over it. */
const fills = [
  0.02, 0.08, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.73, 0.82, 0.94, 1.03,
];

interface Pools {
  readonly random: Random;
  readonly accounts: Names;
  readonly domains: Names;
  readonly now: number;
}

/** Who is there: all names, limits and times, with sums that fit. */
export function planProvider(random: Random, now: number): PlannedProvider {
  const pools: Pools = { random, accounts: new Names(), domains: new Names(), now };
  pools.accounts.unique('root');
  const sizes = [
    ...shares(random, userCount + goneUsers - ownUsers),
    ...Array.from({ length: goneResellers }, () => 0),
  ];
  const resellers = sizes.map((size) => planReseller(pools, size));
  const users = Array.from({ length: ownUsers }, () => planUser(pools, now - 700 * day));
  return { resellers, users };
}

/** So many users spread over the resellers: a few large ones, many small ones. */
function shares(random: Random, users: number): number[] {
  const weights = Array.from({ length: resellerCount }, () => random.int(1, 10) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sizes = weights.map((weight) => Math.max(1, Math.floor((users * weight) / total)));
  const missing = users - sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, index) => (index === 0 ? size + missing : size));
}

function planReseller(pools: Pools, size: number): PlannedReseller {
  const { random, now } = pools;
  const at = now - random.int(40, 1500) * day - random.int(0, day);
  const users = Array.from({ length: size }, () => planUser(pools, at));
  const oversell = random.chance(0.25);
  const sum = (part: 'disk' | 'traffic' | 'sites'): number =>
    users.reduce((all, { limits }) => all + (limits[part] ?? 0), 0);
  const promised = oversell ? 0.6 : 1;
  return {
    name: pools.accounts.unique(companyName(random)),
    person: somebody(random),
    at,
    limits: {
      users: random.chance(0.1) ? null : fitting(size, [5, 10, 25, 50, 100]),
      disk: fitting(sum('disk'), [25, 50, 100, 250, 500, 1024, 2048]),
      traffic: random.chance(0.2)
        ? null
        : fitting(Math.max(250, sum('traffic') * promised), [250, 500, 1000, 2000, 5000, 10_000]),
      sites: random.chance(0.5) ? null : fitting(Math.max(10, sum('sites') * promised), [10, 25, 50, 100, 250, 500]),
    },
    oversell,
    features: ['php', 'https', ...['shell', 'cgi', 'ssi'].filter(() => random.chance(0.6))],
    users,
  };
}

const fitting = (least: number, sizes: readonly number[]): number => sizes.find((size) => size >= least) ?? least;

function planUser(pools: Pools, after: number): PlannedUser {
  const { random, now } = pools;
  const person = somebody(random);
  const limits = random.pick(packages);
  const room = random.chance(0.08) ? limits.sites : Math.floor(limits.sites * 0.7);
  const wanted = Math.min(room, random.pick([0, 1, 1, 2, 2, 3, 3, 4, 7]));
  return {
    name: pools.accounts.unique(accountName(random, person)),
    person,
    at: after + random.int(day / 24, now - after - day / 2),
    limits: { users: null, ...limits },
    domains: Array.from({ length: wanted }, () => domainOf(random, person, pools.domains)),
    fill: random.pick(fills),
  };
}

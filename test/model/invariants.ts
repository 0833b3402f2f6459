import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { fromBits } from '../../src/kernel/features.ts';
import { rowsOf } from '../contract/support.ts';
import { bytesOf } from './panel.ts';
import { isLimited, resources, type Account, type World } from './world.ts';

/** Everything the tables say of the living, held against the model: limits, sums, counters, features, holds, rules. */
export async function assertSame(db: Knex, world: World): Promise<void> {
  const rows = await db('accounts').whereNull('deleted_at').orderBy('name');
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const said = rows.map((row) => ({
    ...row,
    parent: names.get(row.parent_id ?? 0) ?? null,
    features: fromBits(row.features),
    oversell: Boolean(row.oversell),
    rules: JSON.parse(row.rules) as unknown,
  }));
  const told = [...world.accounts].sort((a, b) => (a.name < b.name ? -1 : 1)).map((account) => rowOf(world, account));
  assert.deepEqual(
    said.map((row, index) => pick(row, Object.keys(told[index] ?? {}))),
    told,
  );
  const sites = await db('sites').whereNull('deleted_at').orderBy('name');
  assert.deepEqual(
    sites.map((site) => [site.name, names.get(site.account_id), site.parent_id, fromBits(site.features)]),
    [...world.sites]
      .sort((a, b) => (a.domain < b.domain ? -1 : 1))
      .map(({ domain, owner, features }) => [domain, owner, idOf(names, world.get(owner).parent), [...features]]),
  );
}

const idOf = (names: ReadonlyMap<number, string>, name: string | null): number =>
  [...names].find(([, one]) => one === name)?.[0] ?? 0;

const pick = (row: object, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, (row as Record<string, unknown>)[key]]));

/** What a recount of the model makes of one row. */
function rowOf(world: World, account: Account): Record<string, unknown> {
  const below = world.below(account);
  const count = (level: 'reseller' | 'user', is: (one: Account) => boolean): number =>
    below.filter((one) => one.level === level && is(one)).length;
  const held = ({ hold }: Account): boolean => hold !== null;
  const isNear = (one: Account): boolean => peakOf(world, one) >= 75;
  return {
    name: account.name,
    level: account.level,
    parent: account.parent,
    features: account.features,
    oversell: account.oversell,
    rules: account.rules,
    holds: Number(held(account)),
    peak: account.level === 'admin' ? 0 : peakOf(world, account),
    ...Object.fromEntries(
      resources.flatMap((resource) => [
        [`${resource}_max`, bytesOf(resource, account.limits[resource])],
        [`${resource}_used`, world.used(account, resource)],
        [`${resource}_allocated`, bytesOf(resource, world.allocated(account, resource))],
      ]),
    ),
    resellers_used: count('reseller', () => true),
    users_held: count('user', held),
    users_near: count('user', isNear),
    resellers_held: count('reseller', held),
    resellers_near: count('reseller', isNear),
  };
}

/** The fullest limit in percent; only what is counted is ever used in the model. */
function peakOf(world: World, account: Account): number {
  const shares = resources
    .filter((resource) => isLimited(account.level, resource))
    .map((resource) => {
      const used = world.used(account, resource);
      const max = account.limits[resource];
      return max === null || used === 0 ? 0 : Math.floor((100 * used) / max);
    });
  return Math.max(0, ...shares);
}

interface Listed {
  readonly name: string;
  readonly state: { readonly kind: string };
  readonly properties: { readonly active: boolean; readonly features: readonly string[] };
}

/** What a viewer sees: the accounts and sites below it and no others, each in the state that is in effect. */
export async function assertView(ctx: Ctx, world: World, viewer: Account): Promise<void> {
  const below = world.below(viewer);
  for (const level of ['reseller', 'user'] as const) {
    const open = level === 'reseller' ? viewer.level === 'admin' : viewer.level !== 'user';
    if (!open) continue;
    const rows = (await rowsOf({ ...ctx, viewer: { ...ctx.viewer, rules: [] } }, level)) as unknown as Listed[];
    const told = below.filter((one) => one.level === level).map((one) => listed(world, one));
    assert.deepEqual(
      rows.map(({ name, state, properties }) => ({ name, kind: state.kind, ...properties })),
      told.sort(byName),
    );
  }
  const rows = (await rowsOf({ ...ctx, viewer: { ...ctx.viewer, rules: [] } }, 'site')) as unknown as Listed[];
  const owners = viewer.level === 'user' ? [viewer] : below;
  const told = world.sites
    .filter(({ owner }) => owners.some(({ name }) => name === owner))
    .map(({ domain, owner, features }) => ({
      name: domain,
      active: !world.stopped(world.get(owner)),
      features: features.filter((feature) => world.features(world.get(owner)).includes(feature)),
    }));
  assert.deepEqual(
    rows.map(({ name, properties }) => ({ name, ...properties })),
    told.sort(byName),
  );
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

function listed(
  world: World,
  account: Account,
): { name: string; kind: string; active: boolean; features: readonly string[] } {
  const stopped = world.stopped(account);
  const kind = account.hold === null ? 'disabled_with' : 'disabled';
  return { name: account.name, kind: stopped ? kind : 'active', active: !stopped, features: world.features(account) };
}

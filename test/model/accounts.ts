import type { Level } from '../../src/kernel/ctx.ts';
import { features, type Feature } from '../../src/kernel/features.ts';
import { expected } from '../matrix/expected.ts';
import { attempt, done, refused, type Action, type Outcome } from './outcome.ts';
import { isLimited, resources, type Account, type Limits, type Resource, type World } from './world.ts';

/** A func done to an account that the viewer has below it. */
interface Step {
  readonly target: Account;
  readonly action: Action;
}

const rank: Record<Level, number> = { user: 0, reseller: 1, admin: 2 };

export function accountStep(world: World, account: Account, step: Step): Outcome {
  const { target, action } = step;
  const steps: Readonly<Record<string, () => Outcome>> = {
    edit: () => edit(world, account, step),
    disable: () => disable(account, target),
    enable: () =>
      action.everyUser && target.level === 'reseller' ? enableAll(world, account, target) : enable(account, target),
    delete: () => remove(world, target),
    move: () => move(world, target, action.reseller),
    access: () => setRule(target, action),
  };
  const work = steps[action.func.split('.')[1] ?? ''];
  if (!work) throw new Error(`the model does not know ${action.func}`);
  return work();
}

export function create(world: World, account: Account, { func, name, reseller, ...wish }: Action): Outcome {
  const level = func === 'reseller.edit' ? 'reseller' : 'user';
  const sold = level === 'user' && account.level === 'admin' && reseller !== '';
  const seller = sold ? world.find(reseller) : account;
  if (!seller || (sold && seller.level !== 'reseller')) return refused('not_found');
  if (world.find(name)) return refused('conflict');
  // A feature that the viewer lacks is not offered, so it is not asked for.
  const wanted = wish.features.filter((feature) => world.features(account).includes(feature));
  if (lacksAbove(world, seller, wanted)) return refused('limit');
  const limits = Object.fromEntries(
    resources.map((one) => [one, isLimited(level, one) ? (wish.limits[one] ?? null) : null]),
  ) as Limits;
  return attempt(world, 1, (next) =>
    next.accounts.push({
      name,
      level,
      parent: seller.name,
      limits,
      features: wanted,
      oversell: level === 'reseller' && wish.oversell,
      hold: null,
      rules: {},
    }),
  );
}

const lacksAbove = (world: World, seller: Account, wanted: readonly Feature[]): boolean =>
  wanted.some((feature) => world.path(seller).some((above) => !above.features.includes(feature)));

function edit(world: World, account: Account, { target, action: wish }: Step): Outcome {
  const shown = world.features(account);
  const own = features.filter((feature) =>
    (shown.includes(feature) ? wish.features : target.features).includes(feature),
  );
  const fresh = own.filter((feature) => !target.features.includes(feature));
  const parent = world.get(target.parent ?? '');
  const given = Object.fromEntries(
    Object.entries(wish.limits).filter(([one]) => isLimited(target.level, one as Resource)),
  );
  const limits = { ...target.limits, ...given };
  const oversell = target.level === 'reseller' ? wish.oversell : target.oversell;
  const before = JSON.stringify([target.limits, [...target.features].sort(), target.oversell]);
  const same = before === JSON.stringify([limits, [...own].sort(), oversell]);
  if (lacksAbove(world, parent, fresh)) return refused('limit');
  return attempt(world, same ? 0 : 1, (next) =>
    Object.assign(next.get(target.name), { limits, features: own, oversell }),
  );
}

function disable(account: Account, target: Account): Outcome {
  if (target.hold !== null) return done(0);
  target.hold = account.level;
  return done(1);
}

function enable(account: Account, target: Account): Outcome {
  if (target.hold === null) return done(0);
  if (rank[account.level] < rank[target.hold]) return refused('forbidden');
  target.hold = null;
  return done(1);
}

function enableAll(world: World, account: Account, target: Account): Outcome {
  const all = [target, ...world.children(target)].map((one) => enable(account, one));
  return done(all.reduce((sum, { records }) => sum + records, 0));
}

function remove(world: World, target: Account): Outcome {
  if (world.children(target).length > 0) return refused('conflict');
  const kept = world.sites.filter(({ owner }) => owner !== target.name);
  const records = 1 + world.sites.length - kept.length;
  world.sites = kept;
  world.accounts = world.accounts.filter((account) => account !== target);
  return done(records);
}

function move(world: World, target: Account, to: string): Outcome {
  const seller = to === '' ? world.get('root') : world.find(to);
  if (!seller || (to !== '' && seller.level !== 'reseller')) return refused('not_found');
  if (seller.name === target.parent) return refused('conflict');
  // One for each reseller's journal.
  return attempt(world, 2, (next) => (next.get(target.name).parent = seller.name));
}

function setRule(target: Account, { rule, choice }: Action): Outcome {
  const before = target.rules[rule] ?? 'inherit';
  const exists = expected[rule]?.levels.includes(target.level) === true;
  if (!exists || before === choice) return done(0);
  const { [rule]: _old, ...others } = target.rules;
  target.rules = choice === 'inherit' ? others : { ...others, [rule]: choice };
  return done(1);
}

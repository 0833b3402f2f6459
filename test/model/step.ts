import type { Level, Rules } from '../../src/kernel/ctx.ts';
import { expected } from '../matrix/expected.ts';
import { accountStep, create } from './accounts.ts';
import { done, refused, type Action, type Actor, type Outcome } from './outcome.ts';
import { siteStep } from './sites.ts';
import { mayCall, type Account, type World } from './world.ts';

export interface Viewer {
  readonly account: Account;
  readonly rules: readonly Rules[];
}

const viewerAs = (world: World, account: Account): Viewer => ({
  account,
  rules: world.path(account).map(({ rules }) => rules),
});

/** Whether the actor may work inside; entering leaves a record of its own. */
export function enter(world: World, { self, inside }: Actor): Outcome & { viewer: Viewer | null } {
  const own = world.get(self);
  if (world.stopped(own)) return { ...refused('unauthenticated'), viewer: null };
  const viewer = viewerAs(world, own);
  if (inside === null) return { ...done(0), viewer };
  const target = world.get(inside);
  const func = target.level === 'reseller' ? 'reseller.enter' : 'user.enter';
  if (!isOpen(viewer, func)) return { ...refused('forbidden'), viewer: null };
  if (target.level === 'admin' || !world.below(own).includes(target)) return { ...refused('not_found'), viewer: null };
  return { ...done(1), viewer: viewerAs(world, target) };
}

const isOpen = ({ account, rules }: Viewer, func: string): boolean =>
  expected[func]?.levels.includes(account.level) === true && mayCall(rules, func);

export function predict(world: World, viewer: Viewer, action: Action): Outcome {
  if (!isOpen(viewer, action.func)) return refused('forbidden');
  if (action.func.startsWith('site.')) return siteStep(world, viewer.account, action);
  if (action.elid === null) return create(world, viewer.account, action);
  const level: Level = action.func.startsWith('reseller.') ? 'reseller' : 'user';
  const target = world.below(viewer.account).find((one) => one.name === action.elid && one.level === level);
  return target ? accountStep(world, viewer.account, { target, action }) : refused('not_found');
}

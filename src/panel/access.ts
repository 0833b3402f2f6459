import type { Rules, Viewer } from '../kernel/ctx.ts';
import type { Func, Registry } from './registry.ts';
import { funcsOf } from './registry.ts';

/** What one set of rules says of a func: its own rule, or else its module's. */
export function verdict(rules: Rules, { name, module }: Pick<Func, 'name' | 'module'>): 'allow' | 'deny' | undefined {
  return ruleFor(rules, name) ?? ruleFor(rules, module.name);
}

const ruleFor = (rules: Rules, name: string): 'allow' | 'deny' | undefined =>
  Object.hasOwn(rules, name) ? rules[name] : undefined;

/** May this viewer call this func? The level is declared for it, and no login, account or ancestor denies it. */
export function mayCall(viewer: Pick<Viewer, 'level' | 'rules'>, func: Func): boolean {
  return func.levels.includes(viewer.level) && viewer.rules.every((rules) => verdict(rules, func) !== 'deny');
}

/** Every func the viewer may call; what is not here is in no menu, page, answer or command. */
export function callable(registry: Registry, viewer: Viewer): Func[] {
  return [...registry.values()].flatMap(funcsOf).filter((func) => mayCall(viewer, func));
}

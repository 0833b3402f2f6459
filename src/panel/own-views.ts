import type { Ctx } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import { admit } from './admit.ts';
import type { AnyModule } from './define.ts';
import type { ListQuery, Matching } from './list.ts';
import { readQuery, writeQuery } from './query.ts';
import type { Registry } from './registry.ts';

type List = NonNullable<AnyModule['list']>;

/** How many views of one's own a list can have: each is counted whenever a page of it is opened. */
export const mostViews = 6;

/** Whether a list in these two states has the same rows in the same order. */
export const sameState = (list: List, one: ListQuery, other: ListQuery): boolean =>
  stateOf(list, one) === stateOf(list, other);

const stateOf = (list: List, query: ListQuery): string => writeQuery(list, { ...query, page: 1, after: null });

/** Counts a list in these states as far as that is cheap. One after the other: nobody waits for them but a tab. */
export async function countViews(
  registry: Registry,
  ctx: Ctx,
  { func: name, states }: { func: string; states: readonly string[] },
): Promise<Matching[]> {
  const func = admit(registry, ctx, name);
  if (func.kind !== 'list') throw new PanelError('not_found', 'error.func_missing', { func: name });
  const counts: Matching[] = [];
  for (const state of states.slice(0, mostViews)) {
    const query = readQuery(func.list, new Map(new URLSearchParams(state)));
    counts.push(await func.list.count(ctx, { ...query, sparing: true }));
  }
  return counts;
}

import type { Ctx } from '../kernel/ctx.ts';
import type { AnyModule } from './define.ts';
import { notCounted, type ListQuery, type Matching } from './list.ts';
import { readQuery, writeQuery } from './query.ts';

type List = NonNullable<AnyModule['list']>;

/** How many views of one's own a list can have: each is counted with every page of it. */
export const mostViews = 6;

/** Whether a list in these two states has the same rows in the same order. */
export const sameState = (list: List, one: ListQuery, other: ListQuery): boolean =>
  stateOf(list, one) === stateOf(list, other);

const stateOf = (list: List, query: ListQuery): string => writeQuery(list, { ...query, page: 1, after: null });

/** Counts the list in these states as far as that is cheap; the one shown is counted anyway. */
export async function countViews(
  list: List,
  ctx: Ctx,
  { states, shown }: { states: readonly string[]; shown: ListQuery },
): Promise<Matching[]> {
  const counts = states.map(async (state, index) => {
    const query = readQuery(list, new Map(new URLSearchParams(state)));
    // More could be saved once.
    if (index >= mostViews || sameState(list, query, shown)) return notCounted;
    return list.count(ctx, { ...query, sparing: true });
  });
  return Promise.all(counts);
}

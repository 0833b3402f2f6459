import type { Ctx } from '../kernel/ctx.ts';
import { resourceNames } from '../modules/accounts/index.ts';
import { aboveParent } from './account.store.ts';
import { pages, type Fault } from './fault.ts';

/** Accounts that may have more than their parent. Nobody but people can say which of the two limits is wrong. */
export async function* checkLimits(ctx: Ctx): AsyncGenerator<Fault> {
  for (const resource of resourceNames)
    for await (const rows of pages(ctx, (on, after, limit) => aboveParent(on, resource, after, limit)))
      for (const { id, name, max, parent, parent_max } of rows) {
        const own = max === null ? 'is unlimited' : `is ${max}`;
        yield {
          what: `account ${name} (${id})`,
          text: `${resource}_max ${own}, but ${parent} above it has ${parent_max}`,
        };
      }
}

import type { Ctx } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import type { AnyModule } from './define.ts';
import type { Cursor } from './list.ts';
import { readQuery } from './query.ts';

/** More rows than this are not changed by one press of a button. */
export const mostOfAll = 10_000;
const atOnce = 1000;

/** The keys of every living row of the list in this state, as the viewer sees it. */
export async function everyRow({ list }: AnyModule, ctx: Ctx, state: ReadonlyMap<string, string>): Promise<string[]> {
  if (!list) throw new PanelError('invalid', 'error.select_some');
  const query = { ...readQuery(list, state), deleted: false, page: 1, perPage: atOnce };
  const elids: string[] = [];
  let after: Cursor | null = null;
  do {
    const { rows, next } = await list.load(ctx, { ...query, after });
    for (const row of rows) elids.push(String(row['id']));
    if (elids.length > mostOfAll) throw new PanelError('invalid', 'error.select_fewer', { max: mostOfAll });
    after = next;
  } while (after !== null);
  return elids;
}

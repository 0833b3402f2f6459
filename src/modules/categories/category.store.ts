import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import type { Option } from '../../panel/define.ts';
import type { CategoryRecord } from './category.table.ts';

/** The categories that tickets to an account can have, in its order; one that a ticket has stays offered to it. */
export async function categoryOptions(ctx: Ctx, accountId: number, present: number | null = null): Promise<Option[]> {
  const rows = await ctx
    .db('ticket_categories')
    .where({ account_id: accountId })
    .where((either) => void either.whereNull('retired_at').orWhere('id', present ?? 0))
    .orderBy(['position', 'id'])
    .select<Pick<CategoryRecord, 'id' | 'name'>[]>('id', 'name');
  return rows.map(({ id, name }) => ({ value: String(id), label: name }));
}

/** The id of a category that an account offers, or that a ticket has already; '' is none. */
export async function readCategory(
  ctx: Ctx,
  accountId: number,
  given: string,
  present: number | null = null,
): Promise<number | null> {
  if (given === '') return null;
  const options = await categoryOptions(ctx, accountId, present);
  if (!options.some(({ value }) => value === given)) throw refuse('invalid', 'category', 'field.choice');
  return Number(given);
}

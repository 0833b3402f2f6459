import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { among } from './account.store.ts';
import type { HoldRecord } from './account.table.ts';

export async function holdsOf(ctx: Ctx, accountId: number): Promise<HoldRecord[]> {
  return ctx.db('holds').where({ account_id: accountId }).orderBy('id');
}

/** The first hold of each of these accounts: what a list says of them. */
export async function firstHolds(ctx: Ctx, accountIds: readonly number[]): Promise<Map<number, HoldRecord>> {
  if (accountIds.length === 0) return new Map();
  const rows = await ctx.db('holds').whereIn('account_id', accountIds).orderBy('id', 'desc');
  return new Map(rows.map((row) => [row.account_id, row]));
}

export async function insertHold(tx: Ctx, hold: Omit<HoldRecord, 'id'>): Promise<void> {
  await tx.db('holds').insert(hold);
}

export async function saveReason(tx: Ctx, id: number, reason: string): Promise<void> {
  await tx.db('holds').where({ id }).update({ reason });
}

export async function removeHold(tx: Ctx, id: number): Promise<void> {
  await tx.db('holds').where({ id }).del();
}

export async function removeHolds(tx: Ctx, accountId: number): Promise<void> {
  await tx.db('holds').where({ account_id: accountId }).del();
}

/** Users below that were stopped by hand on their own, and so stay stopped when the account above comes back. */
export async function heldByHand(ctx: Ctx, parentId: number): Promise<number[]> {
  return ctx
    .db('holds')
    .join('accounts', 'accounts.id', 'holds.account_id')
    .where('accounts.parent_id', parentId)
    .where('holds.kind', 'manual')
    .whereNull('accounts.deleted_at')
    .orderBy('accounts.id')
    .pluck('accounts.id');
}

/** How many users stay stopped by hand on their own when these resellers come back. */
export async function countHeldByHand(ctx: Ctx, resellers: readonly string[]): Promise<number> {
  let count = 0;
  for (const some of batches(resellers)) {
    const [row] = await ctx
      .db('holds')
      .join('accounts as held', 'held.id', 'holds.account_id')
      .whereIn('held.parent_id', among(ctx, 'reseller', some).select('accounts.id'))
      .where('holds.kind', 'manual')
      .whereNull('held.deleted_at')
      .count<{ n: number }[]>({ n: '*' });
    count += row?.n ?? 0;
  }
  return count;
}

import type { Ctx } from '../kernel/ctx.ts';

export interface UsageDay {
  account_id: number;
  day: string;
  disk: number;
  traffic: number;
}

export async function insertDays(tx: Ctx, rows: readonly UsageDay[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 200) await tx.db<UsageDay>('usage_daily').insert(rows.slice(at, at + 200));
}

/** Living users and what they may have. */
export async function livingUsers(
  tx: Ctx,
): Promise<{ id: number; name: string; created_at: number; disk_max: number | null; traffic_max: number | null }[]> {
  return tx
    .db('accounts')
    .where('level', 'user')
    .whereNull('deleted_at')
    .orderBy('id')
    .select('id', 'name', 'created_at', 'disk_max', 'traffic_max');
}

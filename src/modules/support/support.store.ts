import type { Ctx } from '../../kernel/ctx.ts';
import type { SupportRecord } from './support.table.ts';

/** Milliseconds within which a ticket wants an answer, by its priority; null: no target. */
export type Targets = Readonly<Record<'high' | 'medium' | 'low', number | null>>;

const minute = 60_000;

export async function findSupport(ctx: Ctx, accountId: number): Promise<SupportRecord | undefined> {
  return ctx.db('ticket_settings').where({ account_id: accountId }).first();
}

export async function targetsOf(ctx: Ctx, accountId: number): Promise<Targets> {
  const row = await findSupport(ctx, accountId);
  const ms = (minutes: number | null | undefined): number | null => (minutes == null ? null : minutes * minute);
  return { high: ms(row?.answer_high), medium: ms(row?.answer_medium), low: ms(row?.answer_low) };
}

import type { Knex } from 'knex';
import { insertMissing, isDuplicate, isMysql } from '../../db/dialect.ts';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import type { UsageDailyRecord, UsageReportRecord } from './usage.table.ts';

/** Values in one statement: SQLite takes 32,766, and long statements cost more than they save. */
const atOnce = 500;

/** Ids of resellers and users by name, of those that are there. */
export async function idsByName(ctx: Ctx, names: readonly string[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce);
    const found = ctx.db('accounts').whereIn('living_name', some).whereNot('level', 'admin');
    for (const { id, name } of await retrying(() => found.clone().select('id', 'name'))) ids.set(name, id);
  }
  return ids;
}

/** The report as far as it has come, entered now if nobody has heard of it. */
export async function beginReport(ctx: Ctx, id: string, rows: number): Promise<UsageReportRecord> {
  const fresh = { id, rows, applied: 0, at: ctx.now };
  await retrying(() => insertMissing(ctx.db, 'usage_reports', [fresh], ['id']));
  return (await findReport(ctx, id)) ?? fresh;
}

export async function findReport(ctx: Ctx, id: string): Promise<UsageReportRecord | undefined> {
  return retrying(() => ctx.db('usage_reports').where({ id }).first());
}

/** Whether a report taken in one go has not been taken yet; from now on it has. */
export async function isNewReport(tx: Ctx, id: string, rows: number): Promise<boolean> {
  try {
    await tx.db('usage_reports').insert({ id, rows, applied: rows, at: tx.now });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return false;
  }
}

/** Forgets reports that have been counted, made before a time (epoch ms). */
export async function forgetReports({ db }: Pick<Ctx, 'db'>, before: number): Promise<void> {
  await retrying(() => db('usage_reports').where('at', '<', before).whereRaw('applied >= ??', ['rows']).del());
}

/** Whether these rows of the report are still to be counted; they are marked as counted then. */
export async function advanceReport(tx: Ctx, id: string, from: number, to: number): Promise<boolean> {
  return (await tx.db('usage_reports').where({ id, applied: from }).update({ applied: to })) === 1;
}

/** The last day that each of these accounts has been measured on. */
export async function lastDays(tx: Ctx, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await tx
    .db('usage_daily')
    .whereIn('account_id', ids)
    .groupBy('account_id')
    .select<{ account_id: number; last: string }[]>('account_id', tx.db.raw('max(day) as last'));
  return new Map(rows.map((row) => [row.account_id, row.last]));
}

/** Adds traffic to the accounts' days; disk replaces what was measured before that day, unless it was not measured now. */
export async function addToDays(
  tx: Ctx,
  days: readonly UsageDailyRecord[],
  measured: 'disk' | 'traffic only',
): Promise<void> {
  for (let from = 0; from < days.length; from += atOnce) {
    const change = { traffic: sumOf(tx.db, 'traffic'), ...(measured === 'disk' && { disk: given(tx.db, 'disk') }) };
    await tx
      .db('usage_daily')
      .insert(days.slice(from, from + atOnce))
      .onConflict(['account_id', 'day'])
      .merge(change as unknown as UsageDailyRecord);
  }
}

/** What the insert brought, in its ON CONFLICT part. */
const given = (db: Knex, column: string): Knex.Raw => db.raw(isMysql(db) ? 'values(??)' : 'excluded.??', [column]);
const sumOf = (db: Knex, column: string): Knex.Raw => db.raw('usage_daily.?? + ?', [column, given(db, column)]);

import { isMysql } from '../../db/dialect.ts';
import { retrying } from '../../db/retry.ts';
import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import type { ServerRecord } from '../servers/index.ts';
import type { HostDriftRecord, HostFailureRecord, SiteUsageRecord } from './hosting.table.ts';

/** A server, locked until the transaction ends: its reports are taken one after the other. */
export async function lockServer(tx: Ctx, id: number): Promise<ServerRecord | undefined> {
  const query = tx.db('servers').where({ id }).whereNull('deleted_at');
  return (isMysql(tx.db) ? query.forUpdate() : query).first();
}

export async function saveServer(tx: Ctx, id: number, change: Partial<ServerRecord>): Promise<void> {
  await tx.db('servers').where({ id }).update(change);
}

/** Names of the users among these accounts that are on a server. */
export async function namesOn(ctx: Ctx, serverId: number, ids: readonly number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const some of batches(ids)) {
    const rows = ctx.db('accounts').where({ server_id: serverId, level: 'user' }).whereIn('id', some);
    for (const { id, name } of await rows.whereNull('deleted_at').select('id', 'name')) found.set(id, name);
  }
  return found;
}

/** Owners of those of these sites that are on a server. */
export async function ownersOn(ctx: Ctx, serverId: number, ids: readonly number[]): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (const some of batches(ids)) {
    const rows = await ctx
      .db('sites')
      .join('accounts', 'accounts.id', 'sites.account_id')
      .where('accounts.server_id', serverId)
      .whereIn('sites.id', some)
      .select<{ id: number; account_id: number }[]>('sites.id', 'sites.account_id');
    for (const row of rows) found.set(row.id, row.account_id);
  }
  return found;
}

export async function failuresOf(tx: Ctx, serverId: number): Promise<HostFailureRecord[]> {
  return tx.db('host_failures').where({ server_id: serverId });
}

export async function removeFailures(tx: Ctx, ids: readonly number[]): Promise<void> {
  for (const some of batches(ids)) await tx.db('host_failures').whereIn('id', some).del();
}

/** Adds failures; what failed before keeps its time unless the reason is another. */
export async function addFailures(tx: Ctx, rows: readonly Omit<HostFailureRecord, 'id'>[]): Promise<void> {
  for (const some of batches(rows, 100)) await tx.db('host_failures').insert(some);
}

export async function addDrift(tx: Ctx, rows: readonly Omit<HostDriftRecord, 'id'>[]): Promise<void> {
  for (const some of batches(rows, 100)) await tx.db('host_drift').insert(some);
}

export async function forgetDrift({ db }: Pick<Ctx, 'db'>, before: number): Promise<void> {
  await retrying(() => db('host_drift').where('at', '<', before).del());
}

/** Adds to what sites have had on a day. */
export async function addSiteUsage(tx: Ctx, rows: readonly SiteUsageRecord[]): Promise<void> {
  const { db } = tx;
  const more = (column: string): unknown =>
    db.raw(`site_usage_daily.?? + ${isMysql(db) ? 'values(??)' : 'excluded.??'}`, [column, column]);
  const merged = { traffic: more('traffic'), pageviews: more('pageviews') } as unknown as SiteUsageRecord;
  for (const some of batches(rows, 200))
    await db('site_usage_daily').insert(some).onConflict(['site_id', 'day']).merge(merged);
}

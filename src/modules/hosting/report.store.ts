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

/** Those of these accounts that are users on a server. */
export async function usersAmong(ctx: Ctx, serverId: number, ids: readonly number[]): Promise<Set<number>> {
  const found = new Set<number>();
  for (const some of batches(ids)) {
    const rows = ctx.db('accounts').where({ server_id: serverId, level: 'user' }).whereIn('id', some);
    for (const { id } of await rows.whereNull('deleted_at').select('id')) found.add(id);
  }
  return found;
}

/** Owners of those of these sites that are on a server; also of sites deleted since, unless `living`. */
export async function ownersOn(
  ctx: Ctx,
  serverId: number,
  ids: readonly number[],
  { living }: { living: boolean },
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (const some of batches(ids)) {
    const rows = ctx
      .db('sites')
      .join('accounts', 'accounts.id', 'sites.account_id')
      .where('accounts.server_id', serverId)
      .whereIn('sites.id', some);
    if (living) void rows.whereNull('sites.deleted_at').whereNull('accounts.deleted_at');
    const sites = await rows.select<{ id: number; account_id: number }[]>('sites.id', 'sites.account_id');
    for (const row of sites) found.set(row.id, row.account_id);
  }
  return found;
}

export async function failuresOf(tx: Ctx, serverId: number): Promise<HostFailureRecord[]> {
  return tx.db('host_failures').where({ server_id: serverId });
}

export async function removeFailures(tx: Ctx, ids: readonly number[]): Promise<void> {
  for (const some of batches(ids)) await tx.db('host_failures').whereIn('id', some).del();
}

/** Adds failures; what another server had told of the same is of the past. */
export async function addFailures(tx: Ctx, rows: readonly Omit<HostFailureRecord, 'id'>[]): Promise<void> {
  for (const some of batches(rows, 100))
    await tx.db('host_failures').insert(some).onConflict(['kind', 'object_id']).merge();
}

/** Which of these times a server has told of drift at, with what it was. */
export async function driftAt(
  tx: Ctx,
  serverId: number,
  times: readonly number[],
): Promise<Pick<HostDriftRecord, 'at' | 'what' | 'found'>[]> {
  const known: Pick<HostDriftRecord, 'at' | 'what' | 'found'>[] = [];
  for (const some of batches(times))
    known.push(
      ...(await tx.db('host_drift').where({ server_id: serverId }).whereIn('at', some).select('at', 'what', 'found')),
    );
  return known;
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

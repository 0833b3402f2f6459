import type { Knex } from 'knex';
import { isMysql } from '../db/dialect.ts';
import type { Ctx } from '../kernel/ctx.ts';
import type { On } from './fault.ts';

export interface CountedServer {
  id: number;
  name: string;
  accounts_count: number;
  failures_count: number;
  next_uid: number;
  accounts: number;
  failures: number;
  last_uid: number | null;
}

/** Living servers with what is counted of them. */
export async function countedServers({ db }: On): Promise<CountedServer[]> {
  const placed = db('accounts')
    .whereRaw('accounts.server_id = servers.id')
    .where('accounts.level', 'user')
    .whereNull('accounts.deleted_at')
    .count('*');
  const failures = db('host_failures').whereRaw('host_failures.server_id = servers.id').count('*');
  const last = db('accounts').whereRaw('accounts.server_id = servers.id').max('accounts.uid');
  const servers: Knex.QueryBuilder = db('servers').whereNull('deleted_at').orderBy('id');
  return servers
    .select('id', 'name', 'accounts_count', 'failures_count', 'next_uid')
    .select({ accounts: placed, failures, last_uid: last });
}

/** Nobody is placed on the server until the transaction ends. */
export async function lockServer({ db }: Ctx, id: number): Promise<void> {
  const row = db('servers').where({ id });
  await (isMysql(db) ? row.forUpdate() : row).first('id');
}

export async function saveServerCounts(
  { db }: Ctx,
  id: number,
  change: Partial<Pick<CountedServer, 'accounts_count' | 'failures_count' | 'next_uid'>>,
): Promise<void> {
  await db('servers').where({ id }).update(change);
}

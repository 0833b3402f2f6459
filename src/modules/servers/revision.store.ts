import type { Knex } from 'knex';
import { isMysql } from '../../db/dialect.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import type { ServerRecord } from './server.table.ts';

/** Which servers a change is about. */
export type Touched = 'all' | { readonly servers: readonly number[] } | { readonly usersOf: number };

/**
 * Says that something else should be on these servers from now on, and answers the revision that it has there; null
 * when it is about no server. All of them take the same one, later than any they had and at least the time, so what is
 * written on a changed row compares with what each server has applied; and not before `above`, which somebody above the
 * row may have from another server. Called last in a transaction: until its end others who change the same server wait.
 */
export async function reviseServers(tx: Ctx, touched: Touched, above = 0): Promise<number | null> {
  const rows = (): Knex.QueryBuilder<ServerRecord, ServerRecord[]> => among(tx, touched);
  const query = rows().orderBy('servers.id').select<Pick<ServerRecord, 'id' | 'revision'>[]>('servers.id', 'revision');
  const found = isMysql(tx.db) ? await query.forUpdate() : await query;
  if (found.length === 0) return null;
  const revision = Math.max(tx.now, above, ...found.map((row) => row.revision + 1));
  const ids = found.map(({ id }) => id);
  await tx.db('servers').whereIn('id', ids).update({ revision });
  return revision;
}

/** A reseller's servers are those that have users of its: asked once a server, whatever the number of users. */
function among({ db }: Ctx, touched: Touched): Knex.QueryBuilder<ServerRecord, ServerRecord[]> {
  const rows = db('servers').whereNull('servers.deleted_at') as unknown as Knex.QueryBuilder<
    ServerRecord,
    ServerRecord[]
  >;
  if (touched === 'all') return rows;
  if ('servers' in touched) return rows.whereIn('servers.id', touched.servers);
  const user = db('accounts').whereRaw('accounts.server_id = servers.id').where('accounts.parent_id', touched.usersOf);
  return rows.whereExists(user.select(db.raw('1')));
}

/** Revisions of living servers by id. */
export async function revisionsOf({ db }: Pick<Ctx, 'db'>, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = db('servers')
    .whereIn('id', [...new Set(ids)])
    .whereNull('deleted_at');
  return new Map((await rows.select('id', 'revision')).map(({ id, revision }) => [id, revision]));
}

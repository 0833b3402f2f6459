import { isMysql } from '../../db/dialect.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse } from '../../kernel/errors.ts';
import { hostUids } from '../../kernel/host.ts';
import { forgetFailures } from './failure.store.ts';
import type { ServerRecord } from './server.table.ts';

/** Where new users go unless told: to this one if it is there, else to the default; undefined while the panel has none. */
export async function usualServer({ db }: Pick<Ctx, 'db'>, id: number | null): Promise<ServerRecord | undefined> {
  const own = id === null ? undefined : await db('servers').where({ id }).whereNull('deleted_at').first();
  return own ?? db('servers').whereNull('deleted_at').orderBy('is_default', 'desc').orderBy('id').first();
}

/** A living server by name. `field` is the field of a form that names it. */
export async function serverNamed({ db }: Pick<Ctx, 'db'>, name: string, field = 'server'): Promise<ServerRecord> {
  const row = await db('servers').where({ living_name: name }).first();
  if (row === undefined) throw refuse('not_found', field, 'error.not_found', { what: name });
  return row;
}

/** Gives a user its place: counted on the server, with a uid that nobody there has had before. */
export async function takePlace(tx: Ctx, serverId: number): Promise<{ uid: number }> {
  const query = tx.db('servers').where({ id: serverId }).whereNull('deleted_at');
  const server = await (isMysql(tx.db) ? query.forUpdate() : query).first();
  if (server === undefined) throw new PanelError('conflict', 'error.conflict');
  if (server.next_uid > hostUids.last)
    throw new PanelError('limit', tx.viewer.level === 'admin' ? 'server.full' : 'server.full_here', {
      name: server.name,
    });
  await tx
    .db('servers')
    .where({ id: serverId })
    .update({ next_uid: server.next_uid + 1, accounts_count: server.accounts_count + 1 });
  return { uid: server.next_uid };
}

/** A user has gone from a server. The server comes first: reports wait for it, and find the user gone. */
export async function leavePlace(tx: Ctx, serverId: number, accountId: number): Promise<void> {
  await tx.db('servers').where({ id: serverId }).decrement('accounts_count', 1);
  await forgetFailures(tx, serverId, { user: accountId });
}

import type { Ctx } from '../../kernel/ctx.ts';

/** Whose failures: of a user with all its sites, or of some sites. */
type Whose = { readonly user: number } | { readonly sites: readonly number[] };

/** What was wrong with something that has gone from a server is no matter any more. Whoever calls this has the server locked: a report that is taken would bring it back. */
export async function forgetFailures(tx: Ctx, serverId: number, whose: Whose): Promise<void> {
  const rows = tx.db('host_failures');
  if ('user' in whose) void rows.where({ account_id: whose.user });
  else void rows.where({ kind: 'site' }).whereIn('object_id', [...whose.sites]);
  const gone = await rows.del();
  if (gone > 0) await tx.db('servers').where({ id: serverId }).decrement('failures_count', gone);
}

import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong } from '../../kernel/elid.ts';
import { withHost, type HostColumns } from '../servers/index.ts';
import { among, visible } from './account.store.ts';

/** The servers that these users are on; null: none. */
export async function serversOf(ctx: Ctx, elids: readonly string[]): Promise<Set<number | null>> {
  const found = new Set<number | null>();
  for (const some of batches(elids)) {
    const rows = await among(ctx, 'user', some).distinct<{ server_id: number | null }[]>('accounts.server_id');
    for (const { server_id: id } of rows) found.add(id);
  }
  return found;
}

/** How these users are on their servers; by id also those that are deleted. */
export async function usersOnHosts(
  ctx: Ctx,
  elids: readonly string[],
): Promise<(HostColumns & { id: number; deleted_at: number | null })[]> {
  const rows = visible(ctx, 'user')
    .join('accounts as parent', 'parent.id', 'accounts.parent_id')
    .where((either) => {
      void either.whereIn('accounts.id', idsAmong(elids)).orWhereIn('accounts.living_name', [...elids]);
    });
  withHost(ctx.db, rows, { kind: 'account', row: 'accounts', user: 'accounts', parent: 'parent' });
  return rows.select('accounts.id', 'accounts.deleted_at');
}

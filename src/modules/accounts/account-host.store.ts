import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong } from '../../kernel/elid.ts';
import { withHost, type HostColumns } from '../servers/index.ts';
import { visible } from './account.store.ts';

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

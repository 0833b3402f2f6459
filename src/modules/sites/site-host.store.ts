import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong } from '../../kernel/elid.ts';
import { withHost, type HostColumns } from '../servers/index.ts';
import { visible } from './site.store.ts';

/** How these sites are on their servers; by id also those that are deleted. */
export async function sitesOnHosts(
  ctx: Ctx,
  elids: readonly string[],
): Promise<(HostColumns & { id: number; deleted_at: number | null })[]> {
  const rows = visible(ctx)
    .join('accounts as owner', 'owner.id', 'sites.account_id')
    .join('accounts as parent', 'parent.id', 'owner.parent_id')
    .where((either) => {
      void either.whereIn('sites.id', idsAmong(elids)).orWhereIn('sites.living_ascii', [...elids]);
    });
  withHost(ctx.db, rows, { kind: 'site', row: 'sites', user: 'owner', parent: 'parent' });
  return rows.select('sites.id', 'sites.deleted_at');
}

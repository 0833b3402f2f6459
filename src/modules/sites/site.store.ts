import type { Knex } from 'knex';
import { countUpTo, walk } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { idsAmong, isId } from '../../kernel/elid.ts';
import { notFound } from '../../kernel/errors.ts';
import { fromBits } from '../../kernel/features.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { narrow } from '../search/index.ts';
import { hostCell, noHost, withHost, type HostColumns } from '../servers/index.ts';
import { certificateCell } from './certificate-cell.ts';
import type { SiteRow } from './site.schema.ts';
import { monthOfSites } from './site-usage.store.ts';
import type { SiteRecord } from './site.table.ts';

type Rows = Knex.QueryBuilder<SiteRecord, SiteRecord[]>;

/** The only place that says which sites a viewer may see: its own, its users', or everybody's. */
export function visible(ctx: Ctx): Rows {
  const rows = ctx.db<SiteRecord>('sites') as unknown as Rows;
  if (ctx.viewer.level === 'admin') return rows;
  return rows.where(ctx.viewer.level === 'reseller' ? 'sites.parent_id' : 'sites.account_id', ctx.viewer.id);
}

/** By id or, for sites that are not deleted, by domain. Not yours is not found. */
export async function findSite(ctx: Ctx, elid: string): Promise<SiteRecord> {
  const key = isId(elid) ? { 'sites.id': Number(elid) } : { 'sites.living_ascii': elid };
  const row = await visible(ctx).where(key).first();
  if (row?.deleted_at !== null) throw notFound(elid);
  return row;
}

type Columns = Pick<SiteRecord, 'id' | 'name' | 'ascii' | 'features' | 'created_at' | 'deleted_at'>;
type Found = Columns &
  HostColumns & {
    issuer: string | null;
    expires_at: number | null;
    owner: string;
    owner_features: number;
    owner_holds: number;
    parent_features: number;
    parent_holds: number;
  };

export async function listSites(ctx: Ctx, query: ListQuery): Promise<Page<SiteRow>> {
  const { rows } = await matching(ctx, query, false);
  void rows
    .join('accounts as owner', 'owner.id', 'sites.account_id')
    .join('accounts as parent', 'parent.id', 'owner.parent_id')
    .select(['id', 'name', 'ascii', 'features', 'created_at', 'deleted_at'].map((column) => `sites.${column}`))
    .select({ owner: 'owner.name', owner_features: 'owner.features', owner_holds: 'owner.holds' })
    .select({ parent_features: 'parent.features', parent_holds: 'parent.holds' })
    .leftJoin('site_certificates as certificate', 'certificate.site_id', 'sites.id')
    .select({ issuer: 'certificate.issuer', expires_at: 'certificate.expires_at' });
  withHost(ctx.db, rows, { kind: 'site', row: 'sites', user: 'owner', parent: 'parent' });
  const column = query.sort === 'createdAt' ? 'sites.created_at' : 'sites.name';
  const found = await walk<Found>(rows, { ...query, column, id: 'sites.id' });
  const ids = found.rows.map(({ id }) => id);
  const months = await monthOfSites(ctx, ids);
  return { rows: found.rows.map((row) => toRow(ctx, row, months.get(row.id) ?? nothing)), next: found.next };
}

const nothing = { traffic: 0, pageviews: 0 };

function toRow(ctx: Ctx, row: Found, month: Pick<SiteRow, 'traffic' | 'pageviews'>): SiteRow {
  const deleted = row.deleted_at !== null;
  const features = fromBits(row.features & row.owner_features & row.parent_features);
  const host = deleted ? noHost : hostCell(ctx, row);
  return {
    id: row.id,
    name: row.name,
    second: row.name === row.ascii ? '' : row.ascii,
    state: { kind: deleted ? 'deleted' : 'active', name: '', by: '', at: row.deleted_at, reason: '' },
    owner: row.owner,
    properties: {
      active: !deleted && row.owner_holds + row.parent_holds === 0,
      features,
    },
    host,
    ...month,
    certificate: certificateCell(ctx, deleted || !features.includes('https') ? null : row),
    createdAt: row.created_at,
  };
}

async function matching(
  ctx: Ctx,
  query: ListQuery,
  counting: boolean,
): Promise<{ rows: Knex.QueryBuilder; whole: boolean }> {
  const rows = visible(ctx);
  let whole = true;
  if (!query.deleted) void rows.whereNull('sites.deleted_at');
  if (query.filter !== '') {
    const parentId = ctx.viewer.level === 'reseller' ? ctx.viewer.id : null;
    whole = await narrow(ctx, rows, {
      kind: 'site',
      parentId,
      table: 'sites',
      size: await total(ctx),
      filter: query.filter,
      counting,
      sparing: query.sparing,
      hasty: query.hasty,
    });
  }
  // Not the rows themselves: a promise of a query would run it.
  return { rows, whole };
}

async function total(ctx: Ctx): Promise<number> {
  const row = await ctx.db('accounts').where({ id: ctx.viewer.id }).first('sites_used');
  return row?.sites_used ?? 0;
}

export async function countListed(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const all = await total(ctx);
  if (query.filter === '' && !query.deleted) return { matching: all, bounded: false, views: { all } };
  const { rows, whole } = await matching(ctx, query, true);
  const n = await countUpTo(rows, countBound);
  return { matching: Math.min(n, countBound), bounded: n > countBound || !whole, views: { all } };
}

export async function siteNames(ctx: Ctx, elids: readonly string[]): Promise<Map<string, string>> {
  const ids = idsAmong(elids);
  const rows = await visible(ctx)
    .whereNull('sites.deleted_at')
    .where((either) => void either.whereIn('sites.id', ids).orWhereIn('sites.living_ascii', [...elids]))
    .select<Pick<SiteRecord, 'id' | 'name' | 'ascii'>[]>('sites.id', 'sites.name', 'sites.ascii');
  const found = new Map(
    rows.flatMap(
      ({ id, name, ascii }) =>
        [
          [String(id), name],
          [ascii, name],
        ] as const,
    ),
  );
  return new Map(elids.flatMap((elid) => (found.has(elid) ? [[elid, found.get(elid) ?? '']] : [])));
}

export async function isDomainFree(tx: Ctx, ascii: string): Promise<boolean> {
  return (await tx.db('sites').where('living_ascii', ascii).first('id')) === undefined;
}

export async function insertSite(tx: Ctx, row: Omit<SiteRecord, 'id'>): Promise<number> {
  const [id] = await tx.db('sites').insert(row);
  if (id === undefined) throw new Error('the database gave no id');
  return id;
}

export async function saveSite(tx: Ctx, id: number, change: Partial<SiteRecord>): Promise<void> {
  await tx.db('sites').where({ id }).update(change);
}

/** Living sites of these accounts. */
export async function sitesOf(ctx: Ctx, accountIds: readonly number[]): Promise<SiteRecord[]> {
  return ctx.db('sites').whereIn('account_id', accountIds).whereNull('deleted_at').orderBy('id');
}

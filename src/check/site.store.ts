import type { Knex } from 'knex';
import { isMysql } from '../db/dialect.ts';
import type { Ctx } from '../kernel/ctx.ts';
import type { On } from './fault.ts';

/** A site with what it takes from its owner. */
export interface OwnedSite {
  id: number;
  account_id: number;
  parent_id: number;
  name: string;
  ascii: string;
  living_ascii: string | null;
  search: string;
  deleted_at: number | null;
  owner: string;
  owner_parent: number;
}

export async function sitesAfter({ db }: On, id: number, limit: number): Promise<OwnedSite[]> {
  return owned(db).where('sites.id', '>', id).orderBy('sites.id').limit(limit);
}

/** The site, after its owner has been locked until the transaction ends. */
export async function lockSite(
  tx: Ctx,
  { id, account_id }: Pick<OwnedSite, 'id' | 'account_id'>,
): Promise<OwnedSite | undefined> {
  const owner = tx.db('accounts').where({ id: account_id });
  await (isMysql(tx.db) ? owner.forUpdate() : owner).first('id');
  const [site] = await owned(tx.db).where('sites.id', id);
  return site;
}

const own = ['id', 'account_id', 'parent_id', 'name', 'ascii', 'living_ascii', 'search', 'deleted_at'].map(
  (name) => `sites.${name}`,
);

function owned(db: Knex): Knex.QueryBuilder<OwnedSite, OwnedSite[]> {
  const rows: Knex.QueryBuilder = db('sites').join('accounts as owner', 'owner.id', 'sites.account_id');
  void rows.select(own).select({ owner: 'owner.name', owner_parent: 'owner.parent_id' });
  return rows as Knex.QueryBuilder<OwnedSite, OwnedSite[]>;
}

export async function saveSiteColumns(tx: Ctx, id: number, change: Partial<OwnedSite>): Promise<void> {
  await tx.db('sites').where({ id }).update(change);
}

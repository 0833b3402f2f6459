import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';

/** A user of a server with what is said above it. */
export interface PlacedUser {
  id: number;
  name: string;
  uid: number;
  holds: number;
  features: number;
  disk_max: number | null;
  shell_password: string | null;
  parent_id: number;
}

export async function usersOn({ db }: Ctx, serverId: number): Promise<PlacedUser[]> {
  return db('accounts')
    .where({ server_id: serverId, level: 'user' })
    .whereNull('deleted_at')
    .orderBy('id')
    .select('id', 'name', 'uid', 'holds', 'features', 'disk_max', 'shell_password', 'parent_id');
}

/** A reseller of users on a server, or the administrator. */
export interface Provider {
  id: number;
  level: string;
  name: string;
  display_name: string;
  email: string;
  holds: number;
  features: number;
}

const columns = ['id', 'level', 'name', 'display_name', 'email', 'holds', 'features'] as const;

export async function providersWith({ db }: Ctx, ids: readonly number[]): Promise<Provider[]> {
  const found: Provider[] = [];
  for (const some of batches(ids))
    found.push(
      ...(await db('accounts')
        .whereIn('id', some)
        .select(...columns)),
    );
  return found;
}

export interface PlacedSite {
  id: number;
  account_id: number;
  ascii: string;
  features: number;
  pem: string | null;
}

export async function sitesOn({ db }: Ctx, serverId: number): Promise<PlacedSite[]> {
  return db('accounts')
    .join('sites', 'sites.account_id', 'accounts.id')
    .leftJoin('site_certificates', 'site_certificates.site_id', 'sites.id')
    .where('accounts.server_id', serverId)
    .whereNull('accounts.deleted_at')
    .whereNull('sites.deleted_at')
    .orderBy('sites.id')
    .select<PlacedSite[]>('sites.id', 'sites.account_id', 'sites.ascii', 'sites.features', 'site_certificates.pem');
}

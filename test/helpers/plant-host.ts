import type { Knex } from 'knex';
import type { Tree } from './tree.ts';

/** The site that has failed on its server, and has a certificate. */
export const failedSite = 'plain-alice-3.example';

/** An agent that is heard and has done everything, but for the account of bob and a site of alice's. */
export async function plantHost(db: Knex, tree: Tree, now = Date.now()): Promise<void> {
  await db('servers').update({ seen_at: now, applied: db.ref('revision') as unknown as number, version: '1' });
  const server = await db('servers').where({ living_name: 'local' }).first('id');
  const site = await db('sites').where({ living_ascii: failedSite }).first('id');
  if (!server || !site) throw new Error('there is no server or no site to fail');
  const row = { server_id: server.id, detail: 'it said no', since: now };
  await db('host_failures').insert([
    { ...row, kind: 'account', object_id: tree.ids.bob, account_id: tree.ids.bob, fault: 'home' },
    { ...row, kind: 'site', object_id: site.id, account_id: tree.ids.alice, fault: 'web' },
  ]);
  const end = now + 90 * 86_400_000;
  await db('site_certificates').insert({
    site_id: site.id,
    pem: 'planted',
    issuer: 'Planted',
    expires_at: end,
    at: now,
  });
}

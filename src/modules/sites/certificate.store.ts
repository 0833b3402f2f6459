import type { Ctx } from '../../kernel/ctx.ts';
import type { SiteCertificateRecord } from './site.table.ts';

export async function certificateOf(tx: Ctx, siteId: number): Promise<SiteCertificateRecord | undefined> {
  return tx.db('site_certificates').where({ site_id: siteId }).first();
}

export async function saveCertificate(tx: Ctx, row: SiteCertificateRecord): Promise<void> {
  await tx.db('site_certificates').insert(row).onConflict('site_id').merge();
}

export async function dropCertificates(tx: Ctx, siteIds: readonly number[]): Promise<void> {
  await tx.db('site_certificates').whereIn('site_id', siteIds).del();
}

import { z } from 'zod';
import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import { fromBits } from '../../kernel/features.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { effectiveFeatures, leaf, tellServerOf, type Path } from '../accounts/index.ts';
import { certificateOf, dropCertificates, saveCertificate } from './certificate.store.ts';
import { fingerprintOf, readCertificate } from './certificate.ts';
import { auditObject, lockSite } from './site.service.ts';
import { findSite, saveSite } from './site.store.ts';
import type { SiteCertificateRecord } from './site.table.ts';

export const CertificateInput = z.object({
  chain: z.string().min(1, 'field.required').max(60_000),
  privateKey: z.string().min(1, 'field.required').max(20_000),
});

/** Gives a site a certificate of its owner's. The key is kept for the server alone. */
export async function giveCertificate(ctx: Ctx, elid: string, input: z.infer<typeof CertificateInput>): Promise<void> {
  const { ascii: domain } = await findSite(ctx, elid);
  const given = readCertificate(input, { domain, now: ctx.now });
  await inTransaction(ctx, async (tx) => {
    const { site, path } = await lockSite(tx, elid);
    checkHttps(path);
    const before = await certificateOf(tx, site.id);
    if (before?.pem === given.pem) return;
    const { pem, issuer, expiresAt } = given;
    const row = { site_id: site.id, pem, issuer, expires_at: expiresAt, at: tx.now };
    await saveCertificate(tx, row);
    await saveSite(tx, site.id, { host_revision: await tellServerOf(tx, leaf(path)) });
    const change = { before: before ? shown(before) : {}, after: shown(row) };
    await audit(tx, 'site.certificate', auditObject(site, leaf(path)), change);
  });
}

/** Takes a certificate away: the server goes back to one that it makes itself. */
export async function takeCertificate(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { site, path } = await lockSite(tx, elid);
    const before = await certificateOf(tx, site.id);
    if (before === undefined) return;
    await dropCertificates(tx, [site.id]);
    await saveSite(tx, site.id, { host_revision: await tellServerOf(tx, leaf(path)) });
    await audit(tx, 'site.nocertificate', auditObject(site, leaf(path)), { before: shown(before) });
  });
}

function checkHttps(path: Path): void {
  if (fromBits(effectiveFeatures(path.rows)).includes('https')) return;
  throw refuse('limit', 'chain', 'site.feature.not_owned', { owner: leaf(path).name, feature: 'HTTPS' });
}

/** Two of the same issuer and day are told apart by the fingerprint. */
const shown = ({ pem, issuer, expires_at: end }: SiteCertificateRecord): Record<string, string> => ({
  issuer,
  expires: new Date(end).toISOString().slice(0, 10),
  fingerprint: fingerprintOf(pem),
});

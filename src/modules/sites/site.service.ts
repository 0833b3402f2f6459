import { audit, type AuditObject } from '../../kernel/audit.ts';
import { batches } from '../../kernel/batches.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse, type Problem } from '../../kernel/errors.ts';
import { fromBits, toBits } from '../../kernel/features.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import {
  accountById,
  effectiveFeatures,
  findAccount,
  leaf,
  lockPath,
  savePath,
  take,
  tellServerOf,
  type AccountRecord,
  type Path,
} from '../accounts/index.ts';
import { saveWords, searchText } from '../search/index.ts';
import { forgetFailures } from '../servers/index.ts';
import { dropCertificates } from './certificate.store.ts';
import { readDomain } from './domain.ts';
import { siteFeatures } from './site-features.ts';
import type { SiteForm } from './site.schema.ts';
import { findSite, insertSite, isDomainFree, saveSite, sitesOf } from './site.store.ts';
import type { SiteRecord } from './site.table.ts';

export async function loadSite(ctx: Ctx, elid: string | null): Promise<SiteForm> {
  if (elid === null)
    return formOf(
      '',
      ctx.viewer.level === 'user' ? ctx.viewer.name : '',
      toBits(ctx.viewer.features.filter((name) => name !== 'cgi')),
    );
  const site = await findSite(ctx, elid);
  return formOf(site.name, (await accountById(ctx, site.account_id)).name, site.features);
}

function formOf(name: string, owner: string, bits: number): SiteForm {
  const on = fromBits(bits);
  return {
    name,
    owner,
    cgi: on.includes('cgi'),
    php: on.includes('php'),
    ssi: on.includes('ssi'),
    https: on.includes('https'),
  };
}

/** Makes a site of a user within its features and limits. The domain is unique on the whole panel. */
export async function createSite(ctx: Ctx, form: SiteForm): Promise<string> {
  const domain = readDomain(form.name);
  return inTransaction(ctx, async (tx) => {
    const path = await lockPath(tx, await ownerId(tx, form.owner));
    const owner = leaf(path);
    if (!(await isDomainFree(tx, domain.ascii)))
      throw refuse('conflict', 'name', 'site.domain.taken', { domain: domain.name });
    const features = featuresOf(form);
    checkFeatures(path.rows, features, 0);
    take(path, 'sites', 1);
    await savePath(tx, path);
    const hostRevision = await tellServerOf(tx, owner);
    const search = searchText(domain.name, domain.ascii, owner.name);
    const times = { created_at: tx.now, deleted_at: null };
    const parentId = owner.parent_id ?? 0;
    const id = await insertSite(tx, {
      account_id: owner.id,
      parent_id: parentId,
      ...domain,
      living_ascii: domain.ascii,
      features,
      search,
      host_revision: hostRevision,
      ...times,
    });
    await saveWords(tx, 'site', { id, parentId, search, fresh: true });
    await audit(tx, 'site.create', auditObject({ id, name: domain.name }, owner), {
      after: { features: fromBits(features) },
    });
    return domain.ascii;
  });
}

/** Whether a site could have this domain. */
export async function checkDomain(ctx: Ctx, name: string): Promise<Problem | null> {
  const domain = readDomain(name);
  if (await isDomainFree(ctx, domain.ascii)) return null;
  return { field: 'name', message: 'site.domain.taken', values: { domain: domain.name } };
}

async function ownerId(tx: Ctx, name: string): Promise<number> {
  if (tx.viewer.level === 'user') return tx.viewer.id;
  try {
    return (await findAccount(tx, 'user', name)).id;
  } catch (error) {
    if (!(error instanceof PanelError) || error.code !== 'not_found') throw error;
    throw refuse('not_found', 'owner', name === '' ? 'field.required' : 'error.not_found', { what: name });
  }
}

export async function updateSite(ctx: Ctx, elid: string, form: SiteForm): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { site, path } = await lockSite(tx, elid);
    const features = featuresOf(form);
    checkFeatures(path.rows, features, site.features);
    if (features !== site.features)
      await saveSite(tx, site.id, { features, host_revision: await tellServerOf(tx, leaf(path)) });
    const change = { before: { features: fromBits(site.features) }, after: { features: fromBits(features) } };
    await audit(tx, 'site.edit', auditObject(site, leaf(path)), change);
  });
}

const featuresOf = (form: SiteForm): number => toBits(siteFeatures.filter((name) => form[name]));

/** Newly switched on only what works for the owner now; what sleeps stays as it is. */
function checkFeatures(rows: readonly AccountRecord[], wanted: number, before: number): void {
  const [lacking] = fromBits(wanted & ~before & ~effectiveFeatures(rows));
  if (lacking)
    throw refuse('limit', lacking, 'site.feature.not_owned', {
      owner: rows[0]?.name ?? '',
      feature: lacking.toUpperCase(),
    });
}

export async function deleteSite(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { site, path } = await lockSite(tx, elid);
    await remove(tx, [site], path);
  });
}

/** Deletes all sites of an account that is going. */
export async function deleteSitesOf(tx: Ctx, accountId: number): Promise<void> {
  const path = await lockPath(tx, accountId);
  await remove(tx, await sitesOf(tx, [accountId]), path);
}

/** A site, read again when its owner is locked: until then others may have changed or deleted it. */
export async function lockSite(tx: Ctx, elid: string): Promise<{ site: SiteRecord; path: Path }> {
  const path = await lockPath(tx, (await findSite(tx, elid)).account_id);
  return { site: await findSite(tx, elid), path };
}

async function remove(tx: Ctx, sites: readonly SiteRecord[], path: Path): Promise<void> {
  take(path, 'sites', -sites.length);
  await savePath(tx, path);
  const revision = await tellServerOf(tx, leaf(path));
  for (const site of sites) {
    await saveSite(tx, site.id, { deleted_at: tx.now, living_ascii: null, host_revision: revision });
    await audit(tx, 'site.delete', auditObject(site, leaf(path)), { before: { features: fromBits(site.features) } });
  }
  const { server_id: serverId } = leaf(path);
  for (const some of batches(sites.map(({ id }) => id))) {
    await dropCertificates(tx, some);
    if (serverId !== null) await forgetFailures(tx, serverId, { sites: some });
  }
}

/** The sites go with their owner to another reseller's list. */
export async function moveSitesOf(tx: Ctx, owner: AccountRecord): Promise<void> {
  const parentId = owner.parent_id ?? 0;
  for (const site of await sitesOf(tx, [owner.id])) {
    await saveSite(tx, site.id, { parent_id: parentId });
    await saveWords(tx, 'site', { id: site.id, parentId, search: site.search, fresh: false });
  }
}

export const auditObject = (site: Pick<SiteRecord, 'id' | 'name'>, owner: AccountRecord): AuditObject => ({
  kind: 'site',
  id: site.id,
  name: site.name,
  subjectId: owner.id,
  scopeId: owner.parent_id,
});

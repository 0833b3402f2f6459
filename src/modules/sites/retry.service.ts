import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { leaf, tellServerOf } from '../accounts/index.ts';
import { hostWord } from '../servers/index.ts';
import { sitesOnHosts } from './site-host.store.ts';
import { auditObject, lockSite } from './site.service.ts';
import { saveSite } from './site.store.ts';

/** Lets the server try again what has failed; of a site that has not, nothing is said. */
export async function retrySite(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { site, path } = await lockSite(tx, elid);
    const [row] = await sitesOnHosts(tx, [String(site.id)]);
    if (!row || hostWord(row, { now: tx.now, deleted: false }) !== 'failed') return;
    await saveSite(tx, site.id, { host_revision: await tellServerOf(tx, leaf(path)) });
    await audit(tx, 'site.retry', auditObject(site, leaf(path)));
  });
}

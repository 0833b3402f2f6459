import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { allFeatures } from '../../kernel/features.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { createLogin, preparePassword } from '../logins/index.ts';
import { ensureLocalServer } from '../servers/index.ts';
import { blank } from './account.service.ts';
import { findRoot, insertAccount } from './account.store.ts';
import { auditObject } from './holds.ts';

/** Makes a login of the administrator's account, and that account itself the first time. Answers the login's id. */
export async function createAdministrator(
  ctx: Ctx,
  given: { name: string; password: string; email: string },
): Promise<number> {
  const passwordHash = await preparePassword(given.password, given.name);
  return inTransaction(ctx, async (tx) => {
    const root = await ensureRoot(tx);
    const id = await createLogin(tx, {
      accountId: root.id,
      name: given.name,
      email: given.email,
      passwordHash,
      owner: root.fresh,
    });
    const object = auditObject({ id: root.id, level: 'admin', name: 'root', parent_id: null });
    await audit(tx, 'login.create', { ...object, kind: 'login', id, name: given.name });
    return id;
  });
}

/** The account everything hangs from. */
export async function ensureRoot(tx: Ctx): Promise<{ id: number; fresh: boolean }> {
  const found = await findRoot(tx);
  if (found) return { id: found.id, fresh: false };
  await ensureLocalServer(tx);
  const { id: _none, ...row } = { ...blank('admin', null, 'root', tx.now), features: allFeatures };
  return { id: await insertAccount(tx, row), fresh: true };
}

import type { z } from 'zod';
import type { Ctx } from '../../kernel/ctx.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import {
  changeAccount,
  changeOf,
  changeOwnerLogin,
  createAccount,
  createOwnerLogin,
  deleteAccount,
  deleteOwnerLogins,
  disableAccount,
  enableAccount,
  findAccount,
  findRoot,
  formOf,
  freshForm,
  hasUsers,
  heldByHand,
} from '../accounts/index.ts';
import { serverName, serverNamed } from '../servers/index.ts';
import { withOwnerPassword } from '../users/index.ts';
import type { ResellerForm } from './reseller.schema.ts';

type Form = z.infer<typeof ResellerForm>;

export async function loadReseller(ctx: Ctx, elid: string | null): Promise<Form> {
  if (elid !== null) {
    const row = await findAccount(ctx, 'reseller', elid);
    return { ...formOf(row), server: await serverName(ctx, row.server_id) };
  }
  const root = await findRoot(ctx);
  if (!root) throw new Error('there is no administrator account yet');
  return { ...freshForm(ctx, root, 'reseller'), server: '' };
}

export async function createReseller(ctx: Ctx, form: Form): Promise<string> {
  return withOwnerPassword(ctx, form, async (tx, passwordHash) => {
    const row = await createAccount(tx, 'reseller', tx.viewer.id, {
      name: form.name,
      ...changeOf(form),
      serverId: await serverOf(tx, form),
    });
    await createOwnerLogin(tx, row, passwordHash);
    return row.name;
  });
}

export async function updateReseller(ctx: Ctx, elid: string, form: Form): Promise<void> {
  await withOwnerPassword(ctx, form, async (tx, passwordHash) => {
    const row = await changeAccount(tx, 'reseller', elid, {
      ...changeOf(form),
      serverId: await serverOf(tx, form),
      newPassword: passwordHash !== null,
    });
    await changeOwnerLogin(tx, row, passwordHash);
  });
}

const serverOf = async (tx: Ctx, { server }: Form): Promise<number | null> =>
  server === '' ? null : (await serverNamed(tx, server)).id;

/** Disables a reseller. Its users stop with it: their effective state depends on it, nothing of theirs is written. */
export async function disableReseller(ctx: Ctx, elid: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => disableAccount(tx, await findAccount(tx, 'reseller', elid), reason));
}

/** Enables a reseller, and with `everyUser` also the users that had been stopped by hand on their own. */
export async function enableReseller(ctx: Ctx, elid: string, everyUser: boolean): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const reseller = await findAccount(tx, 'reseller', elid);
    await enableAccount(tx, reseller);
    if (!everyUser) return;
    for (const id of await heldByHand(tx, reseller.id))
      await enableAccount(tx, await findAccount(tx, 'user', String(id)));
  });
}

/** One that still has users is refused before anything is typed; several are counted. */
export async function confirmDelete(ctx: Ctx, elids: readonly string[]): Promise<'simple' | 'typed'> {
  const [elid = '', ...more] = elids;
  if (more.length > 0) return 'typed';
  const reseller = await findAccount(ctx, 'reseller', elid);
  if (reseller.users_used > 0) throw hasUsers(reseller);
  return 'simple';
}

export async function deleteReseller(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const row = await deleteAccount(tx, 'reseller', elid);
    await deleteOwnerLogins(tx, row);
  });
}

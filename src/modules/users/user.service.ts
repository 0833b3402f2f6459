import type { z } from 'zod';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import {
  accountById,
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
  formOf,
  freshForm,
  moveUser,
  rootId,
} from '../accounts/index.ts';
import { serverName, serverNamed } from '../servers/index.ts';
import { deleteSitesOf, moveSitesOf } from '../sites/index.ts';
import { closeParted } from '../tickets/index.ts';
import { withOwnerPassword } from './owner-password.ts';
import type { UserForm } from './user.schema.ts';

type Form = z.infer<typeof UserForm>;

export async function loadUser(ctx: Ctx, elid: string | null): Promise<Form> {
  if (elid === null)
    return { ...freshForm(ctx, await accountById(ctx, ctx.viewer.id), 'user'), reseller: '', server: '' };
  const row = await findAccount(ctx, 'user', elid);
  const seller = await accountById(ctx, row.parent_id ?? ctx.viewer.id);
  const server = await serverName(ctx, row.server_id);
  return { ...formOf(row), reseller: seller.level === 'reseller' ? seller.name : '', server };
}

export async function createUser(ctx: Ctx, form: Form): Promise<string> {
  return withOwnerPassword(ctx, form, async (tx, passwordHash) => {
    const row = await createAccount(tx, 'user', await sellerId(tx, form.reseller), {
      name: form.name,
      ...changeOf(form),
      serverId: form.server === '' ? null : (await serverNamed(tx, form.server)).id,
    });
    await createOwnerLogin(tx, row, passwordHash);
    return row.name;
  });
}

/** Only the administrator says whose a new user is; a reseller's are its own. */
async function sellerId(tx: Ctx, reseller: string): Promise<number> {
  if (tx.viewer.level !== 'admin') return tx.viewer.id;
  if (reseller === '') return rootId(tx);
  try {
    return (await findAccount(tx, 'reseller', reseller)).id;
  } catch (error) {
    if (!(error instanceof PanelError) || error.code !== 'not_found') throw error;
    throw refuse('not_found', 'reseller', 'error.not_found', { what: reseller });
  }
}

export async function updateUser(ctx: Ctx, elid: string, form: Form): Promise<void> {
  await withOwnerPassword(ctx, form, async (tx, passwordHash) => {
    const row = await changeAccount(tx, 'user', elid, { ...changeOf(form), newPassword: passwordHash !== null });
    await changeOwnerLogin(tx, row, passwordHash);
  });
}

export async function disableUser(ctx: Ctx, elid: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => disableAccount(tx, await findAccount(tx, 'user', elid), reason));
}

export async function enableUser(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => enableAccount(tx, await findAccount(tx, 'user', elid)));
}

/** Deletes a user with its sites; its name and domains are free again. */
export async function deleteUser(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const user = await findAccount(tx, 'user', elid);
    await deleteSitesOf(tx, user.id);
    await closeParted(tx, user.id, user.parent_id ?? 0);
    await deleteAccount(tx, 'user', elid);
    await deleteOwnerLogins(tx, user);
  });
}

export async function changeReseller(ctx: Ctx, elid: string, reseller: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { parent_id: before } = await findAccount(tx, 'user', elid);
    const row = await moveUser(tx, elid, reseller);
    await moveSitesOf(tx, row);
    await closeParted(tx, row.id, before ?? 0);
  });
}

import type { Ctx } from '../../kernel/ctx.ts';
import { changeOwner, createLogin, deleteLogins, preparePassword, type PasswordHash } from '../logins/index.ts';
import { endSessions } from '../session/index.ts';
import type { AccountRecord } from './account.table.ts';

/** Checks and hashes a password before the transaction; an empty one is none. */
export const prepareOwnerPassword = async (password: string, name: string): Promise<PasswordHash | null> =>
  password === '' ? null : preparePassword(password, name);

/** The login a new account is signed in to with: its own name. Without a password nobody can yet. */
export async function createOwnerLogin(
  tx: Ctx,
  account: AccountRecord,
  passwordHash: PasswordHash | null,
): Promise<void> {
  await createLogin(tx, { accountId: account.id, name: account.name, email: account.email, passwordHash, owner: true });
}

/** Keeps the owner's login in step with the account. A password given from above ends all its sessions. */
export async function changeOwnerLogin(
  tx: Ctx,
  account: AccountRecord,
  passwordHash: PasswordHash | null,
): Promise<void> {
  const loginId = await changeOwner(tx, { accountId: account.id, email: account.email, passwordHash });
  if (loginId !== null && passwordHash !== null) await endSessions(tx, loginId, 'all');
}

export const deleteOwnerLogins = (tx: Ctx, account: AccountRecord): Promise<void> => deleteLogins(tx, account.id);

import type { Ctx } from '../../kernel/ctx.ts';
import { notFound, refuse } from '../../kernel/errors.ts';
import {
  findLogin,
  findLoginByName,
  findOwner,
  insertLogin,
  storeDeletion,
  storeEmail,
  storePassword,
} from './logins.store.ts';
import type { LoginRecord } from './logins.table.ts';
import { checkPassword, hashPassword, type PasswordHash } from './password.ts';
import { confirmPassword } from './sign-in.service.ts';

export interface NewLogin {
  readonly accountId: number;
  readonly name: string;
  readonly email: string;
  /** null: cannot sign in with a password. */
  readonly passwordHash: PasswordHash | null;
  /** The account's first login; the others are its sub-accounts. */
  readonly owner: boolean;
}

/** As of accounts. No `@`: a name must not look like somebody's e-mail. */
const nameFormat = /^[a-z][a-z0-9_-]{0,30}$/;

/** Makes a login within the caller's transaction and answers its id. Its name must be free among the living. */
export async function createLogin(tx: Ctx, login: NewLogin): Promise<number> {
  const name = login.name.toLowerCase();
  if (!nameFormat.test(name)) throw refuse('invalid', 'name', 'account.name.format');
  if (await findLoginByName(tx, name)) throw refuse('conflict', 'name', 'account.name.taken_plain', { name });
  return insertLogin(tx, {
    account_id: login.accountId,
    login: name,
    living_login: name,
    email: login.email.toLowerCase(),
    password_hash: login.passwordHash,
    owner: login.owner,
    lang: null,
    tz: null,
    theme: null,
    prefs: '{}',
    rules: '{}',
    created_at: tx.now,
    password_changed_at: login.passwordHash === null ? null : tx.now,
    last_login_at: null,
    last_login_address: null,
    bell: 0,
    deleted_at: null,
  });
}

export async function setPassword(tx: Ctx, loginId: number, passwordHash: PasswordHash): Promise<void> {
  await storePassword(tx, loginId, passwordHash, tx.now);
}

/** Ends every login of an account; their names are free again. */
export async function deleteLogins(tx: Ctx, accountId: number): Promise<void> {
  await storeDeletion(tx, accountId, tx.now);
}

/** The login, or not_found when it is deleted. */
export async function requireLogin(ctx: Pick<Ctx, 'db'>, loginId: number): Promise<LoginRecord> {
  const login = await findLogin(ctx, loginId);
  if (!login) throw notFound(String(loginId));
  return login;
}

/** Checks the rules for the new password and then the present one, and hashes: all that takes time, before the transaction. */
export async function prepareChange(
  ctx: Pick<Ctx, 'db' | 'real'>,
  loginId: number,
  change: { present: string; wanted: string },
): Promise<PasswordHash> {
  const login = await requireLogin(ctx, loginId);
  if (change.present === change.wanted) throw refuse('invalid', 'password', 'password.same');
  await checkPassword(change.wanted, login.login);
  await requirePresent(ctx, loginId, change.present);
  return hashPassword(change.wanted);
}

/** Refuses whoever does not know the present password, as a problem of the field `password_now`. */
export async function requirePresent(ctx: Pick<Ctx, 'db' | 'real'>, loginId: number, present: string): Promise<void> {
  const { password_hash: hash } = await requireLogin(ctx, loginId);
  const said = { password: present, address: ctx.real.address };
  if (!(await confirmPassword(ctx, { id: loginId, hash }, said)))
    throw refuse('invalid', 'password_now', 'password.wrong');
}

/** Keeps the owner's login in step with its account; answers its id. */
export async function changeOwner(
  tx: Ctx,
  owner: { accountId: number; email: string; passwordHash: PasswordHash | null },
): Promise<number | null> {
  const login = await findOwner(tx, owner.accountId);
  if (!login) return null;
  await storeEmail(tx, login.id, owner.email.toLowerCase());
  if (owner.passwordHash !== null) await storePassword(tx, login.id, owner.passwordHash, tx.now);
  return login.id;
}

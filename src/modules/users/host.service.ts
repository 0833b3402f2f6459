import type { z } from 'zod';
import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import {
  auditObject,
  changeShellPassword,
  findAccount,
  leaf,
  lockPath,
  ofAdministrator,
  placeAnew,
  savePath,
  serversOf,
  shellHash,
  tellServerOf,
  usersOnHosts,
} from '../accounts/index.ts';
import type { Option } from '../../panel/define.ts';
import { hostWord, otherServers, serverName } from '../servers/index.ts';
import type { ShellPasswordInput } from './user.schema.ts';

/** Lets the server try again what has failed; of a user that has not, nothing is said. */
export async function retryUser(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const path = await lockPath(tx, (await findAccount(tx, 'user', elid)).id);
    const user = leaf(path);
    const [row] = await usersOnHosts(tx, [String(user.id)]);
    if (!row || hostWord(row, { now: tx.now, deleted: false }) !== 'failed') return;
    user.host_revision = await tellServerOf(tx, user);
    await savePath(tx, path);
    await audit(tx, 'user.retry', auditObject(user));
  });
}

/** Servers that these users can be placed on: not the one that all of them are on. */
export async function placeChoice(ctx: Ctx, elids: readonly string[]): Promise<Option[]> {
  const [first = null, ...others] = await serversOf(ctx, elids);
  return otherServers(ctx, others.length === 0 ? first : null);
}

/** Gives a user a place on another server; its files stay behind. Which servers that are is for the administrator to know. */
export async function placeUser(ctx: Ctx, elid: string, server: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const path = await lockPath(tx, (await findAccount(tx, 'user', elid)).id);
    const user = leaf(path);
    const before = await serverName(tx, user.server_id);
    await placeAnew(tx, user, server);
    await savePath(tx, path);
    await audit(tx, 'user.place', auditObject(user));
    await audit(tx, 'user.place', ofAdministrator(user), { before: { server: before }, after: { server } });
  });
}

/** Sets or removes the password that a user signs in to the server with. */
export async function setShellPassword(
  ctx: Ctx,
  elid: string,
  { shellPassword: text, shellRemove }: z.infer<typeof ShellPasswordInput>,
): Promise<void> {
  const user = await findAccount(ctx, 'user', elid);
  if (text === '' && !shellRemove) throw refuse('invalid', 'shellPassword', 'field.required');
  const given = { text, name: user.name, field: 'shellPassword' };
  const hash = shellRemove ? null : await shellHash(given, user.shell_password);
  await inTransaction(ctx, async (tx) => changeShellPassword(tx, (await findAccount(tx, 'user', elid)).id, hash));
}

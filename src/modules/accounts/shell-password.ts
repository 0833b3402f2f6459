import { encrypt, verify } from 'unixcrypt';
import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { checkPassword } from '../logins/index.ts';
import { auditObject } from './holds.ts';
import { leaf, lockPath, savePath } from './tree.ts';

/**
 * A hash for crypt(3) of a password for signing in to the server, by the rules of all passwords; the present one when it
 * is of this password. The panel's own cannot serve: it is kept in a way that no server understands. SHA-512 in the
 * usual 5,000 rounds holds everybody else up for 11 ms, as long as a large page does.
 */
export async function shellHash(
  { text, name, field }: { text: string; name: string; field: string },
  present: string | null,
): Promise<string> {
  await checkPassword(text, name, field);
  return present !== null && verify(text, present) ? present : encrypt(text);
}

/** Keeps it for the user's server, or (null) removes it. */
export async function changeShellPassword(tx: Ctx, userId: number, hash: string | null): Promise<void> {
  const path = await lockPath(tx, userId);
  const row = leaf(path);
  if (row.shell_password === hash) return;
  const before = row.shell_password;
  row.shell_password = hash;
  await savePath(tx, path);
  const said = (present: string | null): Record<string, string> => (present === null ? {} : { shellPassword: '•••' });
  const change = hash === null ? { before: said(before) } : { after: said(hash) };
  await audit(tx, 'user.shellpassword', auditObject(row), change);
}

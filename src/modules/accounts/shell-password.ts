import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Ctx } from '../../kernel/ctx.ts';
import { checkPassword } from '../logins/index.ts';
import { auditObject } from './holds.ts';
import { audit } from '../../kernel/audit.ts';
import { leaf, lockPath, savePath } from './tree.ts';

/** crypt(3) with SHA-512 takes 33 ms for these, and a process that has just begun twice as long. */
const rounds = 20_000;

/** Hashing would hold up everybody else, so it has a thread of its own. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.library).then(({ encrypt, verify }) => {
    const { text, present, salt } = workerData;
    parentPort.postMessage(present !== null && verify(text, present) ? present : encrypt(text, salt));
  });
`;

/**
 * A hash for crypt(3) of a password for signing in to the server, by the rules of all passwords; the present one when it
 * is of this password. The panel's own cannot serve: it is kept in a way that no server understands.
 */
export async function shellHash(
  given: { text: string; name: string; field: string },
  present: string | null,
): Promise<string> {
  const { text, name, field } = given;
  await checkPassword(text, name, field);
  const salt = `$6$rounds=${String(rounds)}$${randomBytes(12).toString('base64').replaceAll('+', '.')}`;
  const workerData = { library: import.meta.resolve('unixcrypt'), text, present, salt };
  const worker = new Worker(program, { eval: true, execArgv: [], env: {}, workerData });
  const [hash] = (await once(worker, 'message')) as [unknown];
  if (typeof hash !== 'string') throw new Error('no hash came of a password');
  return hash;
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

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { audit } from '../kernel/audit.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { createAdministrator } from '../modules/accounts/index.ts';
import { findLoginByName, preparePassword, setPassword, type LoginRecord } from '../modules/logins/index.ts';
import { endSessions } from '../modules/session/index.ts';
import { commandCtx, withTables } from './environment.ts';
import { UsageError } from './failure.ts';

/** Makes an administrator's login, or gives the one that is there a new password and ends its sessions. */
export async function admin(name: string, email: string): Promise<void> {
  await withTables(async (environment) => {
    const ctx = await commandCtx(environment);
    const login = await findLoginByName(ctx, name.toLowerCase());
    if (login && login.account_id !== ctx.viewer.id) throw new UsageError(`“${name}” is not an administrator's login.`);
    const password = await readPassword(`New password for ${name}: `);
    if (login) await changePassword(ctx, login, password);
    else await createAdministrator(ctx, { name, password, email });
    console.log(login ? `${name} has a new password; its sessions have ended.` : `${name} is an administrator now.`);
  });
}

async function changePassword(ctx: Ctx, login: LoginRecord, password: string): Promise<void> {
  const hash = await preparePassword(password, login.login);
  await inTransaction(ctx, async (tx) => {
    await setPassword(tx, login.id, hash);
    await endSessions(tx, login.id, 'all');
    const object = { kind: 'login', id: login.id, name: login.login, subjectId: login.account_id, scopeId: null };
    await audit(tx, 'login.password', object);
  });
}

/** The first line of standard input; at a terminal it is asked for and not shown. */
async function readPassword(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  if (isTerminal) process.stderr.write(question);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: isTerminal });
  lines.once('SIGINT', () => process.exit(130));
  try {
    for await (const line of lines) return line;
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write('\n');
  }
  throw new UsageError('No password came. Type it, or send it: sublet admin NAME < FILE');
}

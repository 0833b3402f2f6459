import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { inTransaction, rehearse } from '../../kernel/transaction.ts';
import { prepareOwnerPassword } from '../accounts/index.ts';
import { checkPassword, type PasswordHash } from '../logins/index.ts';

type Work<T> = (tx: Ctx, passwordHash: PasswordHash | null) => Promise<T>;

/**
 * Does work in a transaction with the hash of the password that the form gives the owner; an empty one is none. To make
 * the hash takes longer than all the rest: so the work is done without it first, and taken back. What is wrong with it
 * and with the password is told at once, and the hash is made only when nothing is.
 */
export async function withOwnerPassword<T>(
  ctx: Ctx,
  { name, password }: { name: string; password: string },
  work: Work<T>,
): Promise<T> {
  if (password !== '') await refuseBeforehand(ctx, { name, password }, (tx) => work(tx, null));
  const passwordHash = await prepareOwnerPassword(password, name);
  return inTransaction(ctx, (tx) => work(tx, passwordHash));
}

async function refuseBeforehand(
  ctx: Ctx,
  { name, password }: { name: string; password: string },
  work: (tx: Ctx) => Promise<unknown>,
): Promise<void> {
  const refusals = [
    await refusalOf(() => rehearse(ctx, work)),
    await refusalOf(() => checkPassword(password, name)),
  ].filter((one) => one !== null);
  const [first, second] = refusals;
  if (!first) return;
  const problems = refusals.flatMap((refusal) => refusal.problems);
  throw second ? new PanelError('invalid', 'error.invalid', {}, problems) : first;
}

/** What is wrong with fields of the form, or null; anything else is thrown. */
async function refusalOf(check: () => Promise<void>): Promise<PanelError | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof PanelError && error.problems.length > 0) return error;
    throw error;
  }
}

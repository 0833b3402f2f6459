import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import { findLoginByName } from '../logins/index.ts';
import { isNameFree } from './account.store.ts';

/** An account signs in under its own name, so neither an account nor a login may have it; a free one is suggested. */
export async function refuseTakenName(ctx: Ctx, name: string): Promise<void> {
  if (await isFree(ctx, name)) return;
  for (let n = 1; n <= 9; n += 1) {
    const suggestion = `${name.slice(0, 29)}${String(n)}`;
    if (await isFree(ctx, suggestion)) throw refuse('conflict', 'name', 'account.name.taken', { name, suggestion });
  }
  throw refuse('conflict', 'name', 'account.name.taken_plain', { name });
}

const isFree = async (ctx: Ctx, name: string): Promise<boolean> =>
  (await isNameFree(ctx, name)) && (await findLoginByName(ctx, name)) === undefined;

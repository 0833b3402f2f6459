import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { listPrefsOf, type ListPrefs } from '../../panel/list-prefs.ts';
import { requireLogin, storePersonal } from '../logins/index.ts';
import { ownLoginId } from '../session/index.ts';
import { readPrefs } from './prefs.ts';

/** What the column holds is a little more. */
const mostBytes = 60_000;

/** Changes how the person at the keyboard wants to see one list; also while working in another's panel. */
export async function changeListPrefs(ctx: Ctx, func: string, change: (prefs: ListPrefs) => ListPrefs): Promise<void> {
  const loginId = ownLoginId(ctx);
  await inTransaction(ctx, async (tx) => {
    const prefs = readPrefs((await requireLogin(tx, loginId)).prefs);
    const lists = prefs.lists ?? {};
    const changed = JSON.stringify({ ...prefs, lists: { ...lists, [func]: change(listPrefsOf(lists, func)) } });
    if (Buffer.byteLength(changed) > mostBytes) throw new PanelError('limit', 'list.views_full');
    await storePersonal(tx, loginId, { prefs: changed });
  });
}

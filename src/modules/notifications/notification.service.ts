import { randomUUID } from 'node:crypto';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { fold } from '../../kernel/fold.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { ownLoginId } from '../session/index.ts';
import { addBell, deleteSeen, deleteUnseen, insertNotification, saveSeen, unseenBefore } from './notification.store.ts';
import type { NotificationRecord } from './notification.table.ts';

/** Tells a login of something, within the transaction of what has happened. */
export async function notify(
  tx: Ctx,
  told: Omit<NotificationRecord, 'id' | 'at' | 'seen_at' | 'search'>,
): Promise<void> {
  const subject = told.subject.slice(0, 200);
  const search = fold(`${subject} ${told.who}`).slice(0, 300);
  await insertNotification(tx, { ...told, subject, search, at: tx.now, seen_at: null });
  await addBell(tx, told.login_id, 1);
}

/** Whoever has been at what notifications lead to has seen them; somebody working in another's panel has not seen his own. */
export async function seen(tx: Ctx, func: string, elid: string): Promise<void> {
  const { loginId } = tx.real;
  if (loginId === null || tx.acting !== null) return;
  await addBell(tx, loginId, -(await saveSeen(tx, loginId, { func, elid })));
}

/** The second time does nothing. */
export async function markSeen(ctx: Ctx, elid: string): Promise<void> {
  const loginId = ownLoginId(ctx);
  await inTransaction(ctx, async (tx) => {
    await addBell(tx, loginId, -(await saveSeen(tx, loginId, { id: Number(elid) })));
  });
}

const keptFor = 90 * 86_400_000;

/** Removes what was told three months ago. */
export async function forgetNotifications(ctx: Ctx): Promise<void> {
  const before = ctx.now - keptFor;
  for (const loginId of await unseenBefore(ctx, before))
    await inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
      await addBell(tx, loginId, -(await deleteUnseen(tx, loginId, before)));
    });
  await retrying(() => deleteSeen(ctx, before));
}

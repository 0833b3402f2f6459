import { audit, inTransaction, type AuditObject, type Ctx } from 'sublet/plugin';
import type { NoticeForm } from './notice.schema.ts';
import { deleteRow, findNotice, hidden, insertRow, updateRow } from './notice.store.ts';

export async function loadNotice(ctx: Ctx, elid: string | null): Promise<NoticeForm> {
  return elid === null ? { subject: '', body: '' } : findNotice(ctx, elid);
}

/** Writes a notice that nobody is shown yet, and answers its id. */
export async function createNotice(ctx: Ctx, form: NoticeForm): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    const id = await insertRow(tx, form);
    await audit(tx, 'notice.create', objectOf(tx, { id, subject: form.subject }), { after: form });
    return String(id);
  });
}

export async function updateNotice(ctx: Ctx, elid: string, form: NoticeForm): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { id, subject, body } = await findNotice(tx, elid);
    await updateRow(tx, id, form);
    await audit(tx, 'notice.edit', objectOf(tx, { id, subject: form.subject }), {
      before: { subject, body },
      after: form,
    });
  });
}

/** Shows a notice to everybody directly below its author. The second time does nothing. */
export async function publishNotice(ctx: Ctx, elid: string): Promise<void> {
  await show(ctx, elid, 'notice.publish', ctx.now);
}

export async function withdrawNotice(ctx: Ctx, elid: string): Promise<void> {
  await show(ctx, elid, 'notice.withdraw', hidden);
}

async function show(ctx: Ctx, elid: string, func: string, shownAt: number): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const notice = await findNotice(tx, elid);
    if ((notice.shown_at === hidden) === (shownAt === hidden)) return;
    await updateRow(tx, notice.id, { shown_at: shownAt });
    await audit(tx, func, objectOf(tx, notice));
  });
}

export async function deleteNotice(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const notice = await findNotice(tx, elid);
    await deleteRow(tx, notice.id);
    await audit(tx, 'notice.delete', objectOf(tx, notice), { before: { subject: notice.subject, body: notice.body } });
  });
}

/** What the journal says it was about: something of the author's own. */
const objectOf = ({ viewer }: Ctx, { id, subject }: { id: number; subject: string }): AuditObject => ({
  kind: 'notice',
  id,
  name: subject,
  subjectId: viewer.id,
  scopeId: viewer.level === 'reseller' ? viewer.id : null,
});

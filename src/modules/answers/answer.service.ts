import { audit, scopeOf, type AuditObject } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { AnswerForm } from './answer.schema.ts';
import {
  allAnswers,
  countOwn,
  findAnswer,
  insertAnswer,
  isNameFree,
  lockAnswers,
  removeAnswer,
  saveAnswer,
} from './answer.store.ts';
import type { AnswerRecord } from './answer.table.ts';

/** Each ticket's page carries them all. */
const mostAnswers = 100;

export async function loadAnswer(ctx: Ctx, elid: string | null): Promise<AnswerForm> {
  if (elid === null) return { name: '', text: '' };
  const { name, text } = await findAnswer(ctx, elid);
  return { name, text };
}

/** Saves an answer to be given again. */
export async function createAnswer(ctx: Ctx, form: AnswerForm): Promise<string> {
  return inTransaction(ctx, async (tx) => {
    await lockAnswers(tx);
    await refuseTaken(tx, form.name, 0);
    if ((await countOwn(tx)) >= mostAnswers) throw refuse('limit', 'name', 'answer.most', { max: mostAnswers });
    const row = { account_id: tx.viewer.id, ...form, changed_at: tx.now, search: searchOf(form) };
    const id = await insertAnswer(tx, row);
    await audit(tx, 'savedanswer.create', auditObject(tx, { id, name: form.name }), { after: form });
    return String(id);
  });
}

export async function updateAnswer(ctx: Ctx, elid: string, form: AnswerForm): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await lockAnswers(tx);
    const { id, name, text } = await findAnswer(tx, elid);
    if (name === form.name && text === form.text) return;
    await refuseTaken(tx, form.name, id);
    await saveAnswer(tx, id, { ...form, changed_at: tx.now, search: searchOf(form) });
    const change = { before: { name, text }, after: form };
    await audit(tx, 'savedanswer.edit', auditObject(tx, { id, name: form.name }), change);
  });
}

async function refuseTaken(tx: Ctx, name: string, except: number): Promise<void> {
  if (!(await isNameFree(tx, name, except))) throw refuse('conflict', 'name', 'answer.taken', { name });
}

export async function deleteAnswer(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await lockAnswers(tx);
    const { id, name, text } = await findAnswer(tx, elid);
    await removeAnswer(tx, id);
    await audit(tx, 'savedanswer.delete', auditObject(tx, { id, name }), { before: { name, text } });
  });
}

/** What stands for the placeholders {{name}} and {{number}}. */
export interface Placeholders {
  /** Whom one writes to. */
  readonly name: string;
  /** Of the ticket. */
  readonly number: string;
}

/** The answers that the viewer's account has saved, as they are to be sent in this ticket. */
export async function answersFor(
  ctx: Ctx,
  values: Placeholders,
): Promise<Pick<AnswerRecord, 'id' | 'name' | 'text'>[]> {
  // In one go, so that a name is never taken for a placeholder.
  const fill = (text: string): string =>
    text.replaceAll(/\{\{(name|number)\}\}/g, (_all, key: keyof Placeholders) => values[key]);
  return (await allAnswers(ctx)).map(({ id, name, text }) => ({ id, name, text: fill(text) }));
}

const searchOf = ({ name, text }: AnswerForm): string => fold(`${name} ${text}`);

const auditObject = ({ viewer }: Ctx, { id, name }: Pick<AnswerRecord, 'id' | 'name'>): AuditObject => ({
  kind: 'savedanswer',
  id,
  name,
  subjectId: viewer.id,
  scopeId: scopeOf(viewer),
});

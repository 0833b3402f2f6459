import { audit, scopeOf } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, type Problem } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { fileLimits, findSupport, lockSupport, saveSupport, targetsIn, type SupportRecord } from '../support/index.ts';
import { recomputeDue } from '../tickets/index.ts';
import type { SettingForm } from './setting.schema.ts';

export async function loadSettings(ctx: Ctx): Promise<SettingForm> {
  return formOf(await findSupport(ctx, ctx.viewer.id));
}

/** Saves answer times and limits of attachments. What is open and overdue by the new times is so at once. */
export async function saveSettings(ctx: Ctx, _elid: string, form: SettingForm): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { id, level, name } = tx.viewer;
    const before = await lockSupport(tx, id);
    if (level !== 'admin') await refuseWider(tx, form);
    const after = { ...before, ...rowOf(form) };
    await saveSupport(tx, id, rowOf(form));
    await recomputeDue(tx, id, targetsIn(after));
    const object = { kind: 'ticketsetting', id, name, subjectId: id, scopeId: scopeOf(tx.viewer) };
    await audit(tx, 'ticketsetting', object, { before: said(before), after: said(after) });
  });
}

/** A reseller can only narrow what the administrator allows. */
async function refuseWider(tx: Ctx, form: SettingForm): Promise<void> {
  const widest = await fileLimits(tx);
  const others = form.fileTypes.split(' ').filter((type) => type !== '' && !widest.types.includes(type));
  const problems: Problem[] = [
    ...wider('fileSize', form.fileSize, { max: widest.size, of: MiB, message: 'setting.wider' }),
    ...wider('fileCount', form.fileCount, { max: widest.count, of: 1, message: 'setting.wider_count' }),
    ...wider('fileQuota', form.fileQuota, { max: widest.quota, of: MiB, message: 'setting.wider' }),
  ];
  if (others.length > 0) {
    const values = { types: others.join(' '), known: widest.types.join(' ') };
    problems.push({ field: 'fileTypes', message: 'setting.wider_types', values });
  }
  if (problems.length > 0) throw new PanelError('limit', 'error.invalid', {}, problems);
}

const MiB = 2 ** 20;

const wider = (
  field: string,
  given: number | null,
  { max, of, message }: { max: number; of: number; message: Problem['message'] },
): Problem[] => (given === null || given <= max ? [] : [{ field, message, values: { max: max / of } }]);

const unset: Omit<SupportRecord, 'account_id'> = {
  answer_high: null,
  answer_medium: null,
  answer_low: null,
  file_size: null,
  file_count: null,
  file_quota: null,
  file_types: null,
};

function formOf(found: SupportRecord | undefined): SettingForm {
  const row = found ?? unset;
  return {
    answerHigh: row.answer_high,
    answerMedium: row.answer_medium,
    answerLow: row.answer_low,
    fileSize: row.file_size,
    fileCount: row.file_count,
    fileQuota: row.file_quota,
    fileTypes: row.file_types ?? '',
  };
}

const rowOf = (form: SettingForm): Omit<SupportRecord, 'account_id'> => ({
  answer_high: form.answerHigh,
  answer_medium: form.answerMedium,
  answer_low: form.answerLow,
  file_size: form.fileSize,
  file_count: form.fileCount,
  file_quota: form.fileQuota,
  file_types: form.fileTypes === '' ? null : form.fileTypes,
});

/** As the journal writes it, in the units of the form. */
function said(row: SupportRecord): Record<string, string> {
  const amount = (value: number | null, of: number, unit: string): string =>
    value === null ? '' : `${String(Math.round((value / of) * 100) / 100)}${unit}`;
  return {
    answerHigh: amount(row.answer_high, 60, ' h'),
    answerMedium: amount(row.answer_medium, 60, ' h'),
    answerLow: amount(row.answer_low, 60, ' h'),
    fileSize: amount(row.file_size, MiB, ' MiB'),
    fileCount: amount(row.file_count, 1, ''),
    fileQuota: amount(row.file_quota, MiB, ' MiB'),
    fileTypes: row.file_types ?? '',
  };
}

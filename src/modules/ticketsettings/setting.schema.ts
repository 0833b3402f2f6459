import { z } from 'zod';
import { knownEndings } from '../tickets/index.ts';

const MiB = 2 ** 20;
const minutesOfYear = 365 * 24 * 60;

/** Minutes; null: no target. */
const target = z
  .number('setting.hours')
  .int('setting.hours')
  .min(1, 'setting.hours')
  .max(minutesOfYear, 'setting.hours')
  .nullable();

/** A number within bounds; null: as the level above says. */
const within = (max: number, message: string): z.ZodNullable<z.ZodNumber> =>
  z.number(message).int(message).min(0, message).max(max, message).nullable();

const fileTypes = z
  .string()
  .max(500)
  .transform((given) => [...new Set(given.toLowerCase().match(/[^\s,;.*]+/g))])
  .superRefine((types, check) => {
    const unknown = types.filter((type) => !knownEndings.includes(type));
    const values = { types: unknown.join(' '), known: knownEndings.join(' ') };
    if (unknown.length > 0) check.addIssue({ code: 'custom', message: 'setting.types', params: values });
  })
  .transform((types) => types.join(' '));

export const SettingForm = z.object({
  answerHigh: target,
  answerMedium: target,
  answerLow: target,
  /** Bytes. */
  fileSize: within(100 * MiB, 'setting.size'),
  fileCount: within(20, 'setting.count'),
  /** Bytes. */
  fileQuota: within(MiB * MiB, 'setting.quota'),
  /** '' is as the level above says. */
  fileTypes,
});
export type SettingForm = z.infer<typeof SettingForm>;

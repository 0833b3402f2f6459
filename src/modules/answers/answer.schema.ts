import { z } from 'zod';

export const AnswerRow = z.object({
  id: z.number(),
  name: z.string(),
  /** How it begins. */
  text: z.string(),
  changed: z.number(),
});
export type AnswerRow = z.infer<typeof AnswerRow>;

/** What no message may hold: of all control characters only line ends and tabs are let through. */
const control = /[^\P{Cc}\n\t]/gu;

export const AnswerForm = z.object({
  name: z
    .string()
    .transform((given) => given.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(100)),
  text: z
    .string()
    .transform((given) => given.replaceAll('\r\n', '\n').replace(control, '').trim())
    .pipe(z.string().min(1).max(20_000)),
});
export type AnswerForm = z.infer<typeof AnswerForm>;

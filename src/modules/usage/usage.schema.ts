import { z } from 'zod';

export const formats = ['json', 'csv'] as const;

export const ReportInput = z.object({
  /** Names the report: sent again under the same id it changes nothing. */
  id: z
    .string()
    .max(64)
    .regex(/^[\w.:+-]+$/, 'field.format'),
  format: z.enum(formats),
  rows: z.string('usage.empty').regex(/\S/, 'usage.empty'),
});
export type ReportInput = z.infer<typeof ReportInput>;

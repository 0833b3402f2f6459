import { z } from 'zod';

export const JournalRow = z.object({
  id: z.number(),
  at: z.number(),
  who: z.string(),
  as: z.string(),
  func: z.string(),
  object: z.string(),
  address: z.string(),
  change: z.string(),
});
export type JournalRow = z.infer<typeof JournalRow>;

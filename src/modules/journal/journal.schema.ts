import { z } from 'zod';

export const JournalRow = z.object({
  id: z.number(),
  at: z.number(),
  who: z.string(),
  as: z.string(),
  func: z.string(),
  object: z.string(),
  address: z.string(),
  /** What the object is: reseller, user, site, … */
  kind: z.string(),
  change: z.object({ before: z.record(z.string(), z.unknown()), after: z.record(z.string(), z.unknown()) }),
});
export type JournalRow = z.infer<typeof JournalRow>;

import { z } from 'zod';

export const ProblemRow = z.object({
  id: z.number(),
  /** The site or user. */
  object: z.string(),
  /** Which of the two, in words. */
  second: z.string(),
  /** Its form, below the panel's root; '' for who has none. */
  path: z.string(),
  owner: z.string(),
  server: z.string(),
  /** What is wrong and what helps, in the reader's words. */
  problem: z.string(),
  /** What the system said. */
  detail: z.string(),
  state: z.enum(['failed', 'retrying']),
  since: z.number(),
});
export type ProblemRow = z.infer<typeof ProblemRow>;

import { z } from 'zod';

export const DriftRow = z.object({
  id: z.number(),
  at: z.number(),
  server: z.string(),
  what: z.string(),
  found: z.string(),
  state: z.enum(['repaired', 'left']),
});
export type DriftRow = z.infer<typeof DriftRow>;

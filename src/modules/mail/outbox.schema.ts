import { z } from 'zod';
import { states } from './outbox.table.ts';

/** A mail in the list of the administrator: not what it says. */
export const OutboxRow = z.object({
  id: z.number(),
  subject: z.string(),
  recipient: z.string(),
  state: z.enum(states),
  at: z.number(),
  attempts: z.number(),
  error: z.string(),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

import { z } from 'zod';
import { HostCell } from '../servers/index.ts';

const Usage = z.object({ used: z.number(), max: z.number().nullable() });

/** How an account stands: by itself, stopped by a hold of its own, with its reseller, or deleted. */
export const State = z.object({
  kind: z.enum(['active', 'disabled', 'disabled_with', 'deleted']),
  /** The reseller it is disabled with. */
  name: z.string(),
  by: z.string(),
  at: z.number().nullable(),
  reason: z.string(),
});
export type State = z.infer<typeof State>;

export const AccountRow = z.object({
  id: z.number(),
  name: z.string(),
  second: z.string(),
  reseller: z.string(),
  state: State,
  properties: z.object({ active: z.boolean(), features: z.array(z.string()).readonly() }),
  users: Usage,
  sites: Usage,
  disk: Usage,
  traffic: Usage,
  /** How a user is on its server, and the server's name. */
  host: HostCell,
  server: z.string(),
  createdAt: z.number(),
});
export type AccountRow = z.infer<typeof AccountRow>;

import { z } from 'zod';
import { siteFeatures } from './site-features.ts';
import { HostCell } from '../servers/index.ts';
import type { Feature } from '../../kernel/features.ts';

export const SiteRow = z.object({
  id: z.number(),
  name: z.string(),
  second: z.string(),
  state: z.object({
    kind: z.enum(['active', 'deleted']),
    name: z.string(),
    by: z.string(),
    at: z.number().nullable(),
    reason: z.string(),
  }),
  owner: z.string(),
  properties: z.object({ active: z.boolean(), features: z.array(z.string()).readonly() }),
  host: HostCell,
  /** Bytes and pages of the calendar month. */
  traffic: z.number(),
  pageviews: z.number(),
  certificate: HostCell,
  createdAt: z.number(),
});
export type SiteRow = z.infer<typeof SiteRow>;

export const SiteForm = z.object({
  name: z.string().min(1).max(253),
  /** Name of the user it belongs to. */
  owner: z.string().max(32),
  ...(Object.fromEntries(siteFeatures.map((name) => [name, z.boolean()])) as Record<
    Exclude<Feature, 'shell'>,
    z.ZodBoolean
  >),
});
export type SiteForm = z.infer<typeof SiteForm>;

import { z } from 'zod';
import { hostFaults, type HostReport } from '../../kernel/host.ts';

const Id = z.int().min(1);
const Amount = z
  .int()
  .min(0)
  .max(2 ** 52);
const Line = z.string().max(300);
const Version = z.string().max(40);

const Facts = z.object({
  hostname: z.string().max(253),
  system: Line,
  kernel: Line,
  cpus: z.int().min(0).max(100_000),
  memoryBytes: Amount,
  disk: z.object({ totalBytes: Amount, freeBytes: Amount }),
  programs: z.object({ nginx: Version.nullable(), php: Version.nullable(), fcgiwrap: Version.nullable() }),
  quota: z.enum(['ext4', 'xfs', 'btrfs', 'none']),
});

const Usage = z.object({
  id: z
    .string()
    .max(40)
    .regex(/^[\w.:-]+$/),
  at: Amount,
  accounts: z.array(z.object({ id: Id, disk: Amount.nullable(), traffic: Amount })),
  sites: z.array(z.object({ id: Id, traffic: Amount, pageviews: Amount })),
});

/** What an agent may say. A server that was broken into reports through this too. */
export const Report: z.ZodType<HostReport> = z.object({
  applied: Amount.nullable(),
  version: Version,
  facts: Facts,
  failures: z
    .array(z.object({ kind: z.enum(['account', 'site']), id: Id, fault: z.enum(hostFaults), detail: Line }))
    .max(200_000),
  problem: z.string().max(500).nullable(),
  drift: z.array(z.object({ what: Line, found: Line, at: Amount, repaired: z.boolean() })).max(10_000),
  usage: Usage.nullable(),
  order: z.object({ run: z.string().min(1).max(40), number: Amount }).optional(),
});

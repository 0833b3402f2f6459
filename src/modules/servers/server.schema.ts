import { isIP } from 'node:net';
import { z } from 'zod';
import { serverStates } from './server.state.ts';

export const ServerRow = z.object({
  id: z.number(),
  name: z.string(),
  /** The address, or that it is this machine. */
  second: z.string(),
  state: z.enum(serverStates),
  accounts: z.number(),
  /** To the list of them, below the panel's root; '' when there are none. */
  accountsPath: z.string(),
  problems: z.number(),
  /** The same. */
  problemsPath: z.string(),
  /** The time of the latest change that is not there yet; null: nothing waits. */
  waiting: z.number().nullable(),
  seen: z.number().nullable(),
  newUsers: z.boolean(),
  version: z.string(),
  createdAt: z.number(),
});
export type ServerRow = z.infer<typeof ServerRow>;

/** As filters and the command line can say it without quotes, and not to be taken for an id. */
const Name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^(?!\d+$)[A-Za-z0-9][A-Za-z0-9._-]*$/, 'server.name.format');

const hostName =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const Address = z
  .string()
  .transform((given) => given.trim().toLowerCase())
  .refine((given) => given === '' || isIP(given) !== 0 || hostName.test(given), 'server.address.format');

export const ServerForm = z.object({
  name: Name,
  /** A host name or an IP address, where the domains of its sites should point to. */
  address: Address,
  isDefault: z.boolean(),
});
export type ServerForm = z.infer<typeof ServerForm>;

import { z } from 'zod';
import { systemNames } from '../../kernel/system-names.ts';

/** A Unix login: a lower-case letter, then letters, digits, - and _; 31 characters at most (useradd's rule, less one). */
export const AccountName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,30}$/, 'account.name.format')
  .refine((name) => !systemNames.has(name), 'account.name.reserved');

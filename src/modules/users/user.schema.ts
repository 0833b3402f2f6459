import { z } from 'zod';
import { AccountForm } from '../accounts/index.ts';
import { NewPassword } from '../logins/index.ts';

export const UserForm = AccountForm.extend({
  password: NewPassword,
  /** Name of the reseller it belongs to; empty: the administrator's own. */
  reseller: z.string().max(32),
});

export const MoveInput = z.object({ reseller: z.string().max(32).default('') });
export const DisableInput = z.object({ reason: z.string().max(500).default('') });

import { z } from 'zod';
import { AccountForm } from '../accounts/index.ts';
import { NewPassword } from '../logins/index.ts';

export const UserForm = AccountForm.extend({
  password: NewPassword,
  /** Name of the reseller it belongs to; empty: the administrator's own. */
  reseller: z.string().max(32),
  /** Name of the server it is on; empty: where its reseller's users go. */
  server: z.string().max(64),
});

export const PlaceInput = z.object({ server: z.string().min(1, 'field.required').max(64) });
export const ShellPasswordInput = z.object({
  shellPassword: NewPassword.default(''),
  shellRemove: z.boolean().default(false),
});
export const MoveInput = z.object({ reseller: z.string().max(32).default('') });
export const DisableInput = z.object({ reason: z.string().max(500).default('') });

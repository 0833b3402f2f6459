import { z } from 'zod';
import { AccountForm, UsersLimit } from '../accounts/index.ts';
import { NewPassword } from '../logins/index.ts';

export const ResellerForm = AccountForm.extend({
  password: NewPassword,
  usersMax: UsersLimit,
  oversell: z.boolean(),
  /** Name of the server that its new users go to; empty: the default one. */
  server: z.string().max(64),
});

/** A reason that the account's owner is shown. */
export const DisableInput = z.object({ reason: z.string().max(500).default('') });
export const EnableInput = z.object({ everyUser: z.boolean().default(false) });

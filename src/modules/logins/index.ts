export { localAdministrator, type LocalCall } from './local.ts';
export {
  changeOwner,
  createLogin,
  deleteLogins,
  prepareChange,
  requireLogin,
  setPassword,
  type NewLogin,
} from './logins.service.ts';
export { findLoginByName, hasAdministrator, storePersonal } from './logins.store.ts';
export type { LoginRecord } from './logins.table.ts';
export { checkPassword, hashPassword, preparePassword, type PasswordHash } from './password.ts';
export { checkSetup, openSetup, takeSetup } from './setup.service.ts';
export { signIn, type Credentials, type SignedIn, type SignInDeps } from './sign-in.service.ts';
export { forgetCounters } from './throttle.store.ts';

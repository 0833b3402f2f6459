export { localAdministrator } from './local.ts';
export {
  changeOwner,
  createLogin,
  deleteLogins,
  prepareChange,
  requireLogin,
  requirePresent,
  setPassword,
} from './logins.service.ts';
export { findCandidate, findLogin, findLoginByName, storePersonal } from './logins.store.ts';
export type { LoginRecord } from './logins.table.ts';
export { checkPassword, hashPassword, NewPassword, preparePassword, type PasswordHash } from './password.ts';
export { checkSetup, openSetup, takeSetup } from './setup.service.ts';
export { signIn, signOut } from './sign-in.service.ts';
export { settleCounters } from './trace.service.ts';
export { staffOf, type Staff } from './staff.store.ts';

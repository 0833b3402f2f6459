import './account.table.ts';
export {
  AccountForm,
  changeOf,
  contactFields,
  featureFields,
  formOf,
  freshForm,
  limitFields,
  UsersLimit,
} from './account-form.ts';
export { countAccounts, fullest, listAccounts } from './account-list.store.ts';
export { serversOf, usersOnHosts } from './account-host.store.ts';
export { AccountRow } from './account-row.ts';
export { changeAccount, createAccount, deleteAccount, hasUsers, searchOf } from './account.service.ts';
export {
  accountById,
  findAccount,
  findRoot,
  holdingsOf,
  lockAccount,
  namesOf,
  rootId,
  saveRules,
} from './account.store.ts';
export type { AccountRecord } from './account.table.ts';
export { createAdministrator, ensureRoot } from './administrator.ts';
export { effectiveFeatures } from './features.ts';
export { placeAnew, tellServerOf } from './hosted.ts';
export { countHeldByHand, heldByHand } from './hold.store.ts';
export { auditObject, disableAccount, enableAccount, heldNotice, ofAdministrator } from './holds.ts';
export { moveUser } from './move.ts';
export { limitedAt, nearPercent, resources, resourceNames, type Resource } from './resources.ts';
export { changeShellPassword, shellHash } from './shell-password.ts';
export { countFailedSites, placesOfUsers, sharesOf } from './share.store.ts';
export { add } from './sums.ts';
export { isNear, leaf, lockPath, lockPaths, peakOf, savePath, savePaths, take, type Path } from './tree.ts';
export { changeOwnerLogin, createOwnerLogin, deleteOwnerLogins, prepareOwnerPassword } from './owner-login.ts';

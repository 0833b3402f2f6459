import './grant.table.ts';
export { actingIdle, leavePanel } from './acting.service.ts';
export { findChain, forgetGrants, saveGrant, type Entered } from './grant.store.ts';
export { enterVerb } from './enter.verb.ts';

import './grant.table.ts';
export { actingIdle, leavePanel } from './acting.service.ts';
export { findChain, forgetGrants, touchGrant, type Entered } from './grant.store.ts';
export { enterVerb } from './enter.verb.ts';

export { actBelow } from './below.service.ts';
export { findPresent, type Present } from './viewer.service.ts';
export { findVisit, type SignedInRow, type Visit } from './viewer.store.ts';

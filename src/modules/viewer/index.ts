export { actBelow } from './below.service.ts';
export { findPresent, type Present } from './viewer.service.ts';

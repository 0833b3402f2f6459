import './support.table.ts';
export { findSupport, targetsOf, type Targets } from './support.store.ts';

import './support.table.ts';
export { fileLimits, findSupport, targetsOf, type FileLimits, type Targets } from './support.store.ts';

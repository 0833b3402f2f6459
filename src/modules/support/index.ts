import './support.table.ts';
export {
  fileLimits,
  findSupport,
  lockSupport,
  saveSupport,
  targetsIn,
  targetsOf,
  type FileLimits,
  type Targets,
} from './support.store.ts';
export type { SupportRecord } from './support.table.ts';

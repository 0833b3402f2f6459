import './hosting.table.ts';
export { desiredOf } from './desired.service.ts';
export { takeReport } from './report.service.ts';
export { forgetDrift } from './report.store.ts';

import './hosting.table.ts';
export { desiredOf } from './desired.service.ts';
export { driftModule } from './drift.module.ts';
export { problemModule } from './problem.module.ts';
export { takeReport } from './report.service.ts';
export { forgetDrift } from './report.store.ts';

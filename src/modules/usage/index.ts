import './usage.table.ts';
export { turnMonth } from './cycle.service.ts';
export { usageModule } from './usage.module.ts';
export { countReport, dayOf } from './usage.service.ts';
export { forgetReports, isNewReport } from './usage.store.ts';

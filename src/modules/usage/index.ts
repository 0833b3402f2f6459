import './usage.table.ts';
export { turnMonth } from './cycle.service.ts';
export { usageModule } from './usage.module.ts';
export { dayOf, reportUsage } from './usage.service.ts';
export { forgetReports, isNewReport } from './usage.store.ts';

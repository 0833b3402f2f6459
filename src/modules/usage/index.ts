import './usage.table.ts';
export { turnMonth } from './cycle.service.ts';
export { usageModule } from './usage.module.ts';

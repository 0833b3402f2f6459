export { overviewModule, type OverviewData, type Total } from './overview.module.ts';

export interface UsageReportRecord {
  id: string;
  rows: number;
  applied: number;
  at: number;
}

export interface UsageDailyRecord {
  account_id: number;
  /** YYYY-MM-DD, UTC. */
  day: string;
  disk: number;
  traffic: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    usage_reports: UsageReportRecord;
    usage_daily: UsageDailyRecord;
  }
}

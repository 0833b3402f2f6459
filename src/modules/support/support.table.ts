/** What an account that has others below it has set for their tickets; null: as the level above says. */
export interface SupportRecord {
  account_id: number;
  answer_high: number | null;
  answer_medium: number | null;
  answer_low: number | null;
  file_size: number | null;
  file_count: number | null;
  file_quota: number | null;
  file_types: string | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    ticket_settings: SupportRecord;
  }
}

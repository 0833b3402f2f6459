export interface CategoryRecord {
  id: number;
  account_id: number;
  name: string;
  /** The name while not retired, so that no two are alike. */
  living_name: string | null;
  position: number;
  retired_at: number | null;
  search: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    ticket_categories: CategoryRecord;
  }
}

export interface SiteRecord {
  id: number;
  account_id: number;
  parent_id: number;
  name: string;
  ascii: string;
  living_ascii: string | null;
  features: number;
  search: string;
  /** Of the server, when this row last changed there. */
  host_revision: number;
  created_at: number;
  deleted_at: number | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    sites: SiteRecord;
  }
}

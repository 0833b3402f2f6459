export interface GrantRecord {
  id: string;
  session_id: string;
  login_id: number;
  account_id: number;
  parent_grant_id: string | null;
  return_to: string;
  created_at: number;
  seen_at: number;
  ended_at: number | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    acting_grants: GrantRecord;
  }
}

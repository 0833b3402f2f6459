export interface ServerRecord {
  id: number;
  name: string;
  living_name: string | null;
  address: string;
  search: string;
  is_default: boolean | number;
  is_local: boolean | number;
  /** Hex. */
  agent_hash: string | null;
  panel_key: string | null;
  token_at: number | null;
  revision: number;
  applied: number;
  seen_at: number | null;
  version: string;
  problem: string;
  /** The life of the agent that reported last, and the last of its reports that was taken. */
  report_run: string;
  report_number: number;
  /** JSON, HostFacts; '{}' before the first report. */
  facts: string;
  next_uid: number;
  accounts_count: number;
  failures_count: number;
  created_at: number;
  deleted_at: number | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    servers: ServerRecord;
  }
}

import type { HostFailure } from '../../kernel/host.ts';

export interface HostFailureRecord {
  id: number;
  server_id: number;
  kind: HostFailure['kind'];
  object_id: number;
  account_id: number;
  fault: HostFailure['fault'];
  detail: string;
  /** The detail, folded. */
  search: string;
  since: number;
}

export interface HostDriftRecord {
  id: number;
  server_id: number;
  what: string;
  found: string;
  search: string;
  repaired: boolean | number;
  at: number;
}

export interface SiteUsageRecord {
  site_id: number;
  day: string;
  traffic: number;
  pageviews: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    host_failures: HostFailureRecord;
    host_drift: HostDriftRecord;
    site_usage_daily: SiteUsageRecord;
  }
}

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

export interface SiteCertificateRecord {
  site_id: number;
  /** Chain, then key: never shown. */
  pem: string;
  issuer: string;
  expires_at: number;
  at: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    sites: SiteRecord;
    site_certificates: SiteCertificateRecord;
  }
}

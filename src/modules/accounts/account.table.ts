import type { Level } from '../../kernel/ctx.ts';

type Triple<R extends string> = Record<`${R}_max`, number | null> & Record<`${R}_used` | `${R}_allocated`, number>;
type Counted = Triple<'resellers'> & Triple<'users'> & Triple<'disk'> & Triple<'traffic'> & Triple<'sites'>;

export interface AccountRecord extends Counted {
  id: number;
  level: Level;
  parent_id: number | null;
  name: string;
  living_name: string | null;
  display_name: string;
  email: string;
  comment: string;
  search: string;
  features: number;
  oversell: boolean | number;
  holds: number;
  rules: string;
  disk_own: number;
  traffic_own: number;
  peak: number;
  users_held: number;
  users_near: number;
  resellers_held: number;
  resellers_near: number;
  /** Tickets that wait for an answer of this account. */
  tickets_waiting: number;
  /** Bytes of its attachments. */
  attachments_used: number;
  /** Of a user: the server it is on; null: of none. Of a reseller: the one its new users go to; null: the default. */
  server_id: number | null;
  /** Of the Linux account on that server. */
  uid: number | null;
  /** For crypt(3). */
  shell_password: string | null;
  /** Of servers, when this row last mattered there. */
  host_revision: number;
  created_at: number;
  deleted_at: number | null;
}

export const holdKinds = ['manual', 'orders', 'metered', 'security'] as const;
export type HoldKind = (typeof holdKinds)[number];

export interface HoldRecord {
  id: number;
  account_id: number;
  kind: HoldKind;
  placed_by: number | null;
  placed_by_name: string;
  placed_by_level: Level;
  reason: string;
  placed_at: number;
}

export interface SearchWordRecord {
  kind: 'reseller' | 'user' | 'site';
  word: string;
  object_id: number;
  parent_id: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    accounts: AccountRecord;
    holds: HoldRecord;
    search_words: SearchWordRecord;
  }
}

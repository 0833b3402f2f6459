import type { Lang } from '../../lang/languages.ts';

export interface LoginRecord {
  id: number;
  account_id: number;
  login: string;
  living_login: string | null;
  email: string;
  password_hash: string | null;
  owner: boolean | number;
  lang: Lang | null;
  tz: string | null;
  theme: string | null;
  /** JSON, see preferences.ts. */
  prefs: string;
  /** JSON: access rules by func. */
  rules: string;
  created_at: number;
  password_changed_at: number | null;
  last_login_at: number | null;
  last_login_address: string | null;
  /** Notifications that have not been seen. */
  bell: number;
  deleted_at: number | null;
}

export interface ThrottleRecord {
  key: string;
  points: number;
  expire: number | null;
  address: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    logins: LoginRecord;
    throttle: ThrottleRecord;
  }
}

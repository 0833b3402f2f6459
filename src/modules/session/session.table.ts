export interface SessionRecord {
  /** SHA-256 of the id in the cookie, in hex. */
  id: string;
  login_id: number | null;
  /** JSON: what express-session keeps. */
  data: string;
  address: string;
  user_agent: string;
  /** `deviceOf(user_agent)`, which the list is sorted and filtered by. */
  device: string;
  created_at: number;
  seen_at: number;
  expires_at: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    sessions: SessionRecord;
  }
}

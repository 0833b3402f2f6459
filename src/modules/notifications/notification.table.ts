export interface NotificationRecord {
  id: number;
  login_id: number;
  /** What has happened: ticket.new, ticket.answer, ticket.assigned, ticket.closed. */
  kind: string;
  who: string;
  subject: string;
  /** Subject and who, folded. */
  search: string;
  func: string;
  elid: string;
  at: number;
  seen_at: number | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    notifications: NotificationRecord;
  }
}

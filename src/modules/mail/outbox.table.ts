export const states = ['waiting', 'sending', 'sent', 'failed', 'unknown'] as const;
export type State = (typeof states)[number];

export interface OutboxRecord {
  id: number;
  message_id: string;
  recipient: string;
  subject: string;
  /** Recipient and subject, folded. */
  search: string;
  /** JSON of `Mail`; empty when it has been sent. */
  mail: string;
  state: State;
  attempts: number;
  /** Of a waiting mail when it is tried; of one being sent when its process must have died; of the others when they were done with. */
  next_at: number;
  error: string;
  created_at: number;
  done_at: number | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    outbox: OutboxRecord;
  }
}

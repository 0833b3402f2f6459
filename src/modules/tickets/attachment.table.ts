/** A file that came with a message of a ticket. */
export interface AttachmentRecord {
  id: number;
  ticket_id: number;
  message_id: number;
  account_id: number;
  name: string;
  type: string;
  size: number;
  file: string;
  preview: boolean | number;
  at: number;
  /** Its sender has taken it away: name and size are all that is left. */
  removed_at: number | null;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    ticket_attachments: AttachmentRecord;
  }
}

/** A ticket is a conversation between an account, the client, and the one above it, the provider. */
export type Side = 'client' | 'provider';

export const otherSide = (side: Side): Side => (side === 'client' ? 'provider' : 'client');

/** By the number that the database holds. */
export const statuses = ['new', 'us', 'them', 'closed'] as const;
export type Status = (typeof statuses)[number];

/** From 1: the smaller the more urgent. */
export const priorities = ['high', 'medium', 'low'] as const;
export type Priority = (typeof priorities)[number];

export const priorityNumber = (priority: Priority): number => priorities.indexOf(priority) + 1;
export const priorityName = (number: number): Priority => priorities[number - 1] ?? 'medium';

export interface TicketRecord {
  id: number;
  client_id: number;
  provider_id: number;
  opened_by: Side;
  subject: string;
  priority: number;
  category_id: number | null;
  /** Who has spoken last: the other one is waited for, since `asked_at`. */
  last_side: Side;
  asked_at: number;
  messages: number;
  opened_at: number;
  first_answer_at: number | null;
  closed_at: number | null;
}

/** What a ticket is to one of its two sides. */
export interface SideRecord {
  account_id: number;
  ticket_id: number;
  side: Side;
  with_name: string;
  subject: string;
  priority: number;
  status: number;
  archived: boolean | number;
  unread: boolean | number;
  assignee_id: number | null;
  assignee: string;
  last_at: number;
  due_at: number | null;
  search: string;
}

export interface MessageRecord {
  id: number;
  ticket_id: number;
  side: Side;
  internal: boolean | number;
  kind: 'text' | 'closed' | 'reopened' | 'moved';
  account: string;
  login_id: number | null;
  login: string;
  acting: boolean | number;
  via: 'panel' | 'mail';
  text: string;
  at: number;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    tickets: TicketRecord;
    ticket_sides: SideRecord;
    ticket_messages: MessageRecord;
  }
}

import type { AccountRecord } from '../accounts/index.ts';
import type { Targets } from '../support/index.ts';
import {
  otherSide,
  priorityName,
  statuses,
  type Side,
  type SideRecord,
  type Status,
  type TicketRecord,
} from './ticket.table.ts';

const numberOf = (status: Status): number => statuses.indexOf(status);

/** What a ticket is to one side: who has spoken last waits for the other, which owes an answer by its target. */
export function stateOf(
  ticket: Pick<TicketRecord, 'closed_at' | 'last_side' | 'opened_by' | 'first_answer_at' | 'asked_at' | 'priority'>,
  side: Side,
  targets: Targets,
): Pick<SideRecord, 'status' | 'due_at'> {
  if (ticket.closed_at !== null) return { status: numberOf('closed'), due_at: null };
  if (ticket.last_side === side) return { status: numberOf('them'), due_at: null };
  const answered = ticket.opened_by === side || ticket.first_answer_at !== null;
  const target = side === 'provider' ? targets[priorityName(ticket.priority)] : null;
  return {
    status: numberOf(answered ? 'us' : 'new'),
    due_at: target === null ? null : ticket.asked_at + target,
  };
}

/** What stands for a side that is to answer. */
export const waitingStatuses: readonly number[] = [numberOf('new'), numberOf('us')];

/** Whether the side is to answer: what the counter in its menu counts. */
export const isWaiting = ({ status, archived }: Pick<SideRecord, 'status' | 'archived'>): boolean =>
  !archived && waitingStatuses.includes(status);

/** Somebody has spoken for the other to read. Whoever asks again is waited for since the first time. */
export function spoken(ticket: TicketRecord, side: Side, now: number): Partial<TicketRecord> {
  const turned = ticket.last_side === otherSide(side) || ticket.closed_at !== null;
  return {
    last_side: side,
    asked_at: turned ? now : ticket.asked_at,
    first_answer_at: ticket.first_answer_at ?? (side === ticket.opened_by ? null : now),
    closed_at: null,
    messages: ticket.messages + 1,
  };
}

/** Whether client and provider have nothing to do with each other any more. */
export const isParted = (
  client: Pick<AccountRecord, 'parent_id' | 'deleted_at'>,
  { provider_id }: Pick<TicketRecord, 'provider_id'>,
): boolean => client.parent_id !== provider_id || client.deleted_at !== null;

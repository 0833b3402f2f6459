import type { Ctx } from '../../kernel/ctx.ts';
import type { Targets } from '../support/index.ts';
import { waitingStatuses } from './ticket.state.ts';
import { priorities, priorityNumber } from './ticket.table.ts';

/** Says anew when the answers that an account owes to those below it are overdue, of all of them in three statements. */
export async function recomputeDue(tx: Ctx, providerId: number, targets: Targets): Promise<void> {
  for (const name of priorities) {
    const target = targets[name];
    const due = tx.db.raw<number>('(select asked_at + ? from tickets where tickets.id = ticket_sides.ticket_id)', [
      target,
    ]);
    await tx
      .db('ticket_sides')
      .where({ account_id: providerId, archived: false, side: 'provider', priority: priorityNumber(name) })
      .whereIn('status', waitingStatuses)
      .update({ due_at: target === null ? null : due });
  }
}

import type { Ctx } from '../../kernel/ctx.ts';
import type { Ticket } from './ticket.store.ts';

/** What has happened in a ticket, by whoever is the viewer. */
export type News =
  | { readonly kind: 'new' | 'answer' | 'closed'; readonly messageId: number }
  | { readonly kind: 'assigned'; readonly loginId: number };

/** Tells those whom it concerns: in the panel and by mail, as each wants it. */
export async function tell(_tx: Ctx, _found: Ticket, _news: News): Promise<void> {
  await Promise.resolve();
}

import type { SideRecord, TicketRecord } from '../modules/tickets/index.ts';
import type { On } from './fault.ts';

export async function ticketsAfter({ db }: On, id: number, limit: number): Promise<TicketRecord[]> {
  return db('tickets').where('id', '>', id).orderBy('id').limit(limit);
}

/** The sides of these tickets, which are in the order of their ids. */
export async function sidesOf({ db }: On, tickets: readonly TicketRecord[]): Promise<Map<number, SideRecord[]>> {
  const range = [tickets[0]?.id ?? 0, tickets.at(-1)?.id ?? 0] as const;
  const found = new Map<number, SideRecord[]>(tickets.map(({ id }) => [id, []]));
  for (const side of await db('ticket_sides').whereBetween('ticket_id', range)) found.get(side.ticket_id)?.push(side);
  return found;
}

/** The accounts of both sides, by id. */
export async function partiesOf({ db }: On, tickets: readonly TicketRecord[]): Promise<Map<number, string>> {
  const ids = tickets.flatMap(({ client_id, provider_id }) => [client_id, provider_id]);
  const rows = await db('accounts')
    .whereIn('id', [...new Set(ids)])
    .select('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

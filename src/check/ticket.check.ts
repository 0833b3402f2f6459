import { randomUUID } from 'node:crypto';
import { audit } from '../kernel/audit.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { targetsOf, type Targets } from '../modules/support/index.ts';
import {
  addWaiting,
  auditObject,
  isWaiting,
  lockById,
  saveSide,
  stateOf,
  type SideRecord,
  type TicketRecord,
} from '../modules/tickets/index.ts';
import { reading } from './account.store.ts';
import { changed, differs, pages, type Fault, type Tally } from './fault.ts';
import { partiesOf, sidesOf, ticketsAfter } from './ticket.store.ts';

/** A side that says something else than its ticket, and what it should say. */
interface Wrong {
  readonly side: SideRecord;
  readonly change: Partial<SideRecord>;
  readonly faults: readonly Fault[];
}

/** What the truth of the sides of some tickets follows from. */
interface Known {
  readonly names: ReadonlyMap<number, string>;
  readonly targets: ReadonlyMap<number, Targets>;
}

/** Goes through all tickets: what both sides keep of them, to be listed by. */
export async function* checkTickets(ctx: Ctx, tally: Tally, repair: boolean): AsyncGenerator<Fault> {
  for await (const rows of pages(ctx, ticketsAfter)) {
    tally.tickets += rows.length;
    const [sides, known] = [await sidesOf(ctx, rows), await knownOf(ctx, rows)];
    for (const ticket of rows) {
      const own = sides.get(ticket.id) ?? [];
      if (own.length !== 2) yield { what: whatOf(ticket), text: `has ${String(own.length)} sides, should have 2` };
      else if (compare(ticket, own, known).length > 0) {
        const wrong = await (repair ? repairTicket(ctx, ticket.id) : reading(ctx, (tx) => look(tx, ticket.id)));
        const faults = wrong.flatMap((one) => one.faults);
        if (repair) tally.repaired += faults.length;
        yield* faults;
      }
    }
  }
}

async function knownOf(ctx: Ctx, rows: readonly TicketRecord[]): Promise<Known> {
  const targets = new Map<number, Targets>();
  for (const id of new Set(rows.map(({ provider_id }) => provider_id))) targets.set(id, await targetsOf(ctx, id));
  return { names: await partiesOf(ctx, rows), targets };
}

const whatOf = ({ id }: TicketRecord): string => `ticket #${String(id)}`;

function compare(ticket: TicketRecord, sides: readonly SideRecord[], { names, targets }: Known): Wrong[] {
  const own = targets.get(ticket.provider_id) ?? { high: null, medium: null, low: null };
  return sides.flatMap((side) => {
    const other = side.side === 'client' ? ticket.provider_id : ticket.client_id;
    const change = changed(side, {
      subject: ticket.subject,
      priority: ticket.priority,
      with_name: names.get(other) ?? '',
      ...stateOf(ticket, side.side, own),
    });
    const what = `${whatOf(ticket)} of its ${side.side}`;
    const faults = Object.entries(change).map(([column, truth]) =>
      differs(what, column, side[column as keyof SideRecord], truth),
    );
    return faults.length === 0 ? [] : [{ side, change, faults }];
  });
}

/** Compares one ticket with its row locked: whatever changes its sides waits for that. */
async function look(tx: Ctx, id: number): Promise<Wrong[]> {
  const { ticket, sides } = await lockById(tx, id);
  return compare(ticket, Object.values(sides), await knownOf(tx, [ticket]));
}

async function repairTicket(ctx: Ctx, id: number): Promise<Wrong[]> {
  return inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
    const found = { ...(await lockById(tx, id)), own: 'provider' as const };
    const wrong = compare(found.ticket, Object.values(found.sides), await knownOf(tx, [found.ticket]));
    const waiting = new Map<number, number>();
    for (const { side, change } of wrong) {
      await saveSide(tx, side, change);
      waiting.set(side.account_id, Number(isWaiting({ ...side, ...change })) - Number(isWaiting(side)));
    }
    await addWaiting(tx, waiting);
    // Those above read the journal too, and what a conversation is about is not theirs.
    const after = Object.fromEntries(wrong.map(({ side, change }) => [side.side, Object.keys(change)]));
    if (wrong.length > 0) await audit(tx, 'check.repair', await auditObject(tx, found, false), { after });
    return wrong;
  });
}

import type { Ctx } from '../kernel/ctx.ts';
import { pages, type Fault, type Tally } from './fault.ts';
import { chainOf, countRecords, unsealedBefore } from './journal.store.ts';

/** Milliseconds in which scheduled work should have sealed a record. */
const sealedWithin = 60_000;

const said = {
  missing: 'has been removed: its seal is there',
  changed: 'is not what was sealed: it, its seal or their order has been changed',
  reordered: 'follows a gap in the chain of seals: one has been removed',
} as const;

/** Follows the journal's chain from its beginning, then names what should be sealed and is not. */
export async function* checkJournal(ctx: Ctx, tally: Tally): AsyncGenerator<Fault> {
  tally.records = await countRecords(ctx);
  for await (const { seq, auditId, fault } of chainOf(ctx))
    yield { what: `journal record ${auditId}`, text: `(seal ${seq}) ${said[fault]}` };
  const before = ctx.now - sealedWithin;
  for await (const rows of pages(ctx, (on, after, limit) => unsealedBefore(on, before, after, limit)))
    for (const { id, func, object, at } of rows)
      yield { what: `journal record ${id}`, text: `(${func} ${object}) of ${new Date(at).toISOString()} has no seal` };
}

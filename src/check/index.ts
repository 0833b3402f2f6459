import type { Ctx } from '../kernel/ctx.ts';
import { checkAccounts } from './account.check.ts';
import { emptyTally, type Fault, type Tally } from './fault.ts';
import { checkJournal } from './journal.check.ts';
import { checkLimits } from './limit.check.ts';
import { checkLogins } from './login.check.ts';
import { checkServers } from './server.check.ts';
import { checkSites } from './site.check.ts';
import { checkTickets } from './ticket.check.ts';

export { emptyTally, type Tally } from './fault.ts';

/** Recomputes every kept number from the rows themselves and names what differs, a line each; writes nothing. */
export const check = (ctx: Ctx, tally: Tally = emptyTally()): AsyncIterable<string> => lines(ctx, tally, false);

/** The same, and writes what should be there. Limits and the journal are only told of: they are never changed. */
export const repair = (ctx: Ctx, tally: Tally = emptyTally()): AsyncIterable<string> => lines(ctx, tally, true);

async function* lines(ctx: Ctx, tally: Tally, mend: boolean): AsyncGenerator<string> {
  for await (const { what, text } of faults(ctx, tally, mend)) {
    tally.differs += 1;
    yield `${what}: ${text}`;
  }
}

async function* faults(ctx: Ctx, tally: Tally, mend: boolean): AsyncGenerator<Fault> {
  yield* checkAccounts(ctx, tally, mend);
  yield* checkSites(ctx, tally, mend);
  yield* checkServers(ctx, tally, mend);
  yield* checkTickets(ctx, tally, mend);
  yield* checkLogins(ctx, tally, mend);
  yield* checkLimits(ctx);
  yield* checkJournal(ctx, tally);
}

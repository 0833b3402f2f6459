import { check, emptyTally, repair, type Tally } from '../check/index.ts';
import { commandCtx, withTables } from './environment.ts';

/** Prints what does not agree and, when told to, mends it; answers the exit code: 1 when something did not agree. */
export async function checkAll(mend: boolean): Promise<0 | 1> {
  const tally = emptyTally();
  await withTables(async (environment) => {
    const ctx = await commandCtx(environment);
    for await (const line of mend ? repair(ctx, tally) : check(ctx, tally)) console.log(line);
  });
  console.log(summaryOf(tally));
  return tally.differs === 0 ? 0 : 1;
}

function summaryOf({ accounts, sites, tickets, records, differs, repaired }: Tally): string {
  const seen = `Looked at ${accounts} accounts, ${sites} sites, ${tickets} tickets and ${records} records of the journal`;
  if (differs === 0) return `${seen}: everything agrees.`;
  return `${seen}: ${differs} differ${repaired > 0 ? `, ${repaired} of them mended` : ''}.`;
}

import { randomUUID } from 'node:crypto';
import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { add, leaf, lockPaths, savePaths } from '../accounts/index.ts';
import { accountsWithTraffic, changeCycle, holdCycle, readCycle, type Cycle } from './cycle.store.ts';

/** Traffic is counted by the calendar month of UTC. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

const batch = 500;

/**
 * Turns to the month of `ctx.now` unless that has been done: every account's traffic is 0 again. It goes in batches, sums
 * and peaks stay true after each, and one that was broken off goes on where it stopped. As long as it lasts no report is
 * counted, and a report of a new month turns first; so nothing is lost, counted twice or counted for the wrong month.
 */
export async function turnMonth(ctx: Ctx): Promise<void> {
  const month = monthOf(ctx.now);
  for (;;) {
    const cycle = await readCycle(ctx, month);
    if (cycle.to !== null) await finish(ctx, cycle, cycle.to);
    else if (cycle.month < month) await once(ctx, (tx) => changeCycle(tx, cycle, { month: cycle.month, to: month }));
    else return;
  }
}

/** Each step is safe to do again, by its own look at the cycle; the op_id only has to be a new one. */
const once = <T>(ctx: Ctx, work: (tx: Ctx) => Promise<T>): Promise<T> =>
  inTransaction({ ...ctx, opId: randomUUID() }, work);

async function finish(ctx: Ctx, cycle: Cycle, to: string): Promise<void> {
  let ids = await accountsWithTraffic(ctx, 0, batch);
  while (ids.length > 0) {
    const some = ids;
    if (!(await once(ctx, (tx) => reset(tx, cycle, some)))) return;
    ids = await accountsWithTraffic(ctx, ids.at(-1) ?? 0, batch);
  }
  await once(ctx, async (tx) => {
    if (!(await changeCycle(tx, cycle, { month: to, to: null }))) return;
    const object = { kind: 'usage', id: null, name: to, subjectId: null, scopeId: null };
    await audit(tx, 'traffic.cycle', object, { before: { month: cycle.month }, after: { month: to } });
  });
}

/** Sets traffic of these accounts to 0, unless another process has finished meanwhile and new traffic is coming in. */
async function reset(tx: Ctx, cycle: Cycle, ids: readonly number[]): Promise<boolean> {
  const now = await holdCycle(tx);
  if (now?.month !== cycle.month || now.to !== cycle.to) return false;
  const paths = await lockPaths(tx, ids);
  for (const path of paths.values()) {
    const own = leaf(path);
    if (own.deleted_at !== null) continue;
    for (const row of path.rows) add(row, 'traffic_used', -own.traffic_own);
    own.traffic_own = 0;
  }
  await savePaths(tx, paths.values());
  return true;
}

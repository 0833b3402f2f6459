import { insertMissing, isMysql } from '../../db/dialect.ts';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';

/** The month that traffic is being counted for, YYYY-MM, and the one it is just being turned to. */
export interface Cycle {
  readonly month: string;
  readonly to: string | null;
}

const name = 'traffic_month';

const textOf = ({ month, to }: Cycle): string => (to === null ? month : `${month} > ${to}`);

function cycleOf(text: string): Cycle {
  const [month = '', to = null] = text.split(' > ');
  return { month, to };
}

/** The cycle; on an empty database that of the month given. */
export async function readCycle(ctx: Ctx, month: string): Promise<Cycle> {
  const read = (): Promise<{ value: string } | undefined> => ctx.db('settings').where({ name }).first('value');
  const found = await retrying(read);
  if (found) return cycleOf(found.value);
  await retrying(() => insertMissing(ctx.db, 'settings', [{ name, value: month }], ['name']));
  return cycleOf((await retrying(read))?.value ?? month);
}

/** The cycle, which then stays what it is until the transaction ends. */
export async function holdCycle(tx: Ctx): Promise<Cycle | null> {
  const row = tx.db('settings').where({ name });
  const found = await (isMysql(tx.db) ? row.forShare() : row).first('value');
  return found ? cycleOf(found.value) : null;
}

/** Whether the cycle was `from` and is now `to`: of several processes that try, one succeeds. */
export async function changeCycle(ctx: Ctx, from: Cycle, to: Cycle): Promise<boolean> {
  const row = ctx.db('settings').where({ name, value: textOf(from) });
  return (await row.update({ value: textOf(to) })) === 1;
}

/** Living accounts that have traffic of their own, in the order of their ids. */
export async function accountsWithTraffic(ctx: Ctx, after: number, limit: number): Promise<number[]> {
  const rows = ctx.db('accounts').where('id', '>', after).where('traffic_own', '>', 0).whereNull('deleted_at');
  return retrying(() => rows.clone().orderBy('id').limit(limit).pluck('id'));
}

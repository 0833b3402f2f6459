import type { Knex } from 'knex';
import { isDuplicate } from '../db/dialect.ts';
import { retrying } from '../db/retry.ts';
import type { Ctx } from './ctx.ts';

declare module 'knex/types/tables.js' {
  interface Tables {
    operations: { op_id: string; result: string | null; at: number };
  }
}

/**
 * Runs work in a transaction: the one that is open, or a new one, begun again after a deadlock or a lost connection.
 * `ctx.opId` is done once: when it is met again, nothing is run and the first answer is given, through JSON.
 */
export async function inTransaction<T>(ctx: Ctx, work: (tx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.db.isTransaction) return work(ctx);
  return retrying(() => attempt(ctx, work));
}

class TakenBack extends Error {}

/**
 * Does work and takes it back, to be refused early what would be refused. Within a transaction that is open it does
 * nothing: there the work itself is refused, with all that was done before it.
 */
export async function rehearse(ctx: Ctx, work: (tx: Ctx) => Promise<unknown>): Promise<void> {
  if (ctx.db.isTransaction) return;
  try {
    await inTransaction(ctx, async (tx) => {
      await work(tx);
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
}

async function attempt<T>(ctx: Ctx, work: (tx: Ctx) => Promise<T>): Promise<T> {
  const trx = await ctx.db.transaction();
  let answer: T;
  try {
    answer = await onceOnly({ ...ctx, db: trx }, work);
  } catch (error) {
    // On a lost connection the ROLLBACK fails too, with an error that hides this one.
    await trx.rollback();
    throw error;
  }
  await trx.commit();
  await trx.executionPromise;
  return answer;
}

async function onceOnly<T>(tx: Ctx, work: (tx: Ctx) => Promise<T>): Promise<T> {
  if (!(await begin(tx))) return earlierAnswer<T>(tx);
  const answer = await work(tx);
  if (answer !== undefined) {
    await tx
      .db('operations')
      .where({ op_id: tx.opId })
      .update({ result: JSON.stringify(answer) });
  }
  return answer;
}

/** Whether this is the first time; the key makes a duplicate that runs at the same time wait for the first to end. */
async function begin(tx: Ctx): Promise<boolean> {
  try {
    await tx.db('operations').insert({ op_id: tx.opId, at: tx.now });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return false;
  }
}

async function earlierAnswer<T>(tx: Ctx): Promise<T> {
  const row = await tx.db('operations').where({ op_id: tx.opId }).first('result');
  return (row?.result == null ? undefined : JSON.parse(row.result)) as T;
}

/** Removes what has been done before a time (epoch ms) from memory; an op_id of then would be done again. */
export async function forgetOperations(db: Knex, before: number): Promise<number> {
  return retrying(() => db('operations').where('at', '<', before).del());
}

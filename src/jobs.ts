import type { Ctx } from './kernel/ctx.ts';
import { forgetOperations } from './kernel/transaction.ts';
import { forgetCounters } from './modules/logins/index.ts';
import { deleteExpired } from './modules/session/index.ts';

/** Work done again and again, as the local administrator, by one process of all that share a database. */
export interface Job {
  readonly name: string;
  /** A cron pattern of five fields, in UTC. */
  readonly every: string;
  run(ctx: Ctx): Promise<void>;
}

const day = 86_400_000;

/** Removes what has had its time: sessions, counters of failed sign-ins, memory of what has been done. */
async function tidy({ db, now }: Ctx): Promise<void> {
  await deleteExpired({ db }, now);
  await forgetCounters({ db }, now);
  await forgetOperations(db, now - day);
}

export const jobs: readonly Job[] = [{ name: 'tidy', every: '*/10 * * * *', run: tidy }];

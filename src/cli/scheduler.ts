import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { Job } from '../jobs.ts';
import { withLease } from '../kernel/lease.ts';
import { readSetting, writeSetting } from '../modules/settings/index.ts';
import { commandCtx, type Environment } from './environment.ts';

/** Milliseconds, longer than any job lasts that says nothing else: only then another process thinks that this one has died. */
const leaseTime = 30 * 60_000;

/**
 * Runs the jobs at their times. Every process watches the clock; the lease and the time of the last run see to it
 * that each time is taken by one process only. Answers how to stop: running work is waited for.
 */
export function startJobs(environment: Environment, jobs: readonly Job[]): () => Promise<void> {
  const running = new Set<Promise<unknown>>();
  const timers = jobs.map(
    (job) =>
      new Cron(job.every, { timezone: 'UTC', unref: true }, (timer) => {
        const at = timer.currentRun()?.getTime() ?? Date.now();
        const run = runOnce(environment, job, slotOf(job, at)).catch((error: unknown) => {
          environment.log.error({ err: error, job: job.name }, 'job failed');
        });
        running.add(run);
        void run.finally(() => running.delete(run));
      }),
  );
  return async () => {
    for (const timer of timers) timer.stop();
    await Promise.all(running);
  };
}

const isOfSeconds = (job: Job): boolean => job.every.split(' ').length === 6;

/** The time that a run counts for: processes do not wake in the same millisecond. */
const slotOf = (job: Job, at: number): number => at - (at % (isOfSeconds(job) ? 1000 : 60_000));

/** Does the job of this time unless another process has; says whether it did. */
export async function runOnce(environment: Environment, job: Job, slot: number): Promise<boolean> {
  const { db, log } = environment;
  const lastRun = `job:${job.name}`;
  let ran = false;
  await withLease(
    db,
    { name: lastRun, holder: randomUUID(), ttlMs: job.longest ?? leaseTime, now: Date.now() },
    async () => {
      if (Number((await readSetting({ db }, lastRun)) ?? 0) >= slot) return;
      await writeSetting({ db }, lastRun, String(slot));
      const begun = Date.now();
      await job.run(await commandCtx(environment, 'scheduled work'), environment.config);
      ran = true;
      log[isOfSeconds(job) ? 'debug' : 'info']({ job: job.name, ms: Date.now() - begun }, 'job done');
    },
  );
  return ran;
}

import { existsSync } from 'node:fs';
import { apply } from './apply.ts';
import { readDesired } from './desired.schema.ts';
import { driftOf } from './drift.ts';
import type { Driver } from './driver.ts';
import { factsOf } from './facts.ts';
import { createArchiver } from './linux/archiver.ts';
import { createLinuxDriver } from './linux/driver.ts';
import { exec, type Exec } from './linux/exec.ts';
import { readUsers } from './linux/passwd.ts';
import { detectQuota } from './linux/quota/detect.ts';
import { diskUsage } from './linux/quota/usage.ts';
import type { AgentDeps, ApplyOptions, Work } from './loop.types.ts';
import { openMeasure, type DiskUsage, type Measure } from './measure/index.ts';
import { currentTree, type Paths } from './paths.ts';
import { renderPhp } from './php/render.ts';
import { plan } from './plan.ts';
import type { PlanDeps } from './plan.types.ts';
import { openWays } from './web/folders.ts';
import { welcomePage } from './web/pages.ts';
import { renderWeb } from './web/render.ts';
import { inWords } from './words.ts';

type Log = AgentDeps['log'];

/** The work on this machine, for real. */
export async function hostWork(paths: Paths, log: Log, stop: AbortSignal): Promise<Work> {
  await openWays(paths);
  // Before the web server writes its first line.
  const measure = await openMeasure(paths);
  const driver = createLinuxDriver({ paths, exec });
  const archiver = createArchiver({ paths, exec, log, signal: stop });
  const usage = diskUsageOf(paths, { run: (bin, args, options) => exec.run(bin, args, { signal: stop, ...options }) });
  const { drift, ...look } = looking(paths, driver);
  return {
    ...look,
    drift: async (desired, options) => [...(await drift(desired, options)), ...archiver.findings()],
    async apply(desired, options, signal) {
      try {
        return await apply(driver, desired, depsOf(paths, options), signal);
      } finally {
        // The next change does not wait for it.
        void archiver.proceed();
      }
    },
    usage: { take: takeUsage(measure, usage, log), acknowledge: (id) => measure.acknowledge(id) },
  };
}

/** The same, but what would be done is only said. */
export function rehearsal(paths: Paths, say: (line: string) => void): Work {
  const driver = createLinuxDriver({ paths, exec });
  return {
    ...looking(paths, driver),
    async apply(desired, options) {
      const { steps, failures } = plan(desired, await driver.observe(), depsOf(paths, options));
      for (const step of steps) say(inWords(step));
      return { failures, problem: null };
    },
    usage: { take: () => Promise.resolve(null), acknowledge: () => Promise.resolve() },
  };
}

const depsOf = (paths: Paths, { spare, before }: ApplyOptions): PlanDeps & Pick<ApplyOptions, 'before'> => ({
  paths: { ...paths, ipv6: existsSync('/proc/net/if_inet6') },
  ...{ renderWeb, renderPhp, welcomePage },
  ...{ spare, before, now: Date.now() },
});

const looking = (paths: Paths, driver: Driver): Pick<Work, 'read' | 'drift' | 'users' | 'facts'> => ({
  read: readDesired,
  async drift(desired, options) {
    const deps = { ...depsOf(paths, options), without: options.before };
    const drift = driftOf(desired, await driver.observe(), deps, Date.now());
    const trees = [currentTree(paths, 'web'), currentTree(paths, 'php')];
    return options.trees ? drift : drift.filter(({ what }) => !trees.includes(what));
  },
  users: async () => [...(await readUsers()).ours].map(([name, { id, uid }]) => ({ id, name, uid })),
  facts: factsOf(paths, async () => (await detectQuota(paths, exec)).kind),
});

const diskUsageOf =
  (paths: Paths, stoppable: Exec): DiskUsage =>
  async (users) => {
    const bytes = await diskUsage(paths, stoppable, users);
    return new Map(users.flatMap(({ id, uid }) => (bytes.has(uid) ? [[id, bytes.get(uid) ?? 0] as const] : [])));
  };

/** Walks through homes and the compressing of logs take long; nothing waits for them. */
function takeUsage(measure: Measure, usage: DiskUsage, log: Log): Work['usage']['take'] {
  const aside = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => {
      log.error({ err: error }, 'a part of the measuring failed');
    });
  return (desired) => {
    aside(measure.rotateWhenDue());
    aside(measure.measureDisk(desired, usage));
    return measure.take(desired);
  };
}

import type { Logger } from 'pino';
import type { HostDrift } from '../../kernel/host.ts';
import type { Paths } from '../paths.ts';
import { archiveHome, removeUnfinished } from './archive.ts';
import { leftHomes, type LeftHome } from './aside.ts';
import type { Exec } from './exec.ts';
import { messageOf } from './guard.ts';

/** Packs and removes what deletions have set aside, one home at a time, while everything else goes on. */
export interface Archiver {
  /** Does all that can be done now; at once when it is at it already. Never throws. */
  proceed(): Promise<void>;
  /** Homes that could not be packed or removed, each attempt told of once. */
  findings(): HostDrift[];
}

interface Deps {
  readonly paths: Paths;
  readonly exec: Exec;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Ends the work; what is not done is done by the next archiver. */
  readonly signal: AbortSignal;
  readonly now?: () => number;
}

interface Stuck {
  readonly home: LeftHome;
  readonly why: string;
  readonly at: number;
  told: number | null;
}

/** A disk that is full is not filled again and again. */
const retry = 60 * 60_000;
/** Whoever asks what was found asks again when it has been repaired. */
const oneQuestion = 4 * 60_000;

export function createArchiver({ paths, exec, log, signal, now = Date.now }: Deps): Archiver {
  const stuck = new Map<string, Stuck>();
  const stoppable: Exec = { run: (bin, args, options) => exec.run(bin, args, { signal, ...options }) };
  let running: Promise<void> | null = null;
  let begun = false;

  const isDue = ({ label }: LeftHome): boolean => now() - (stuck.get(label)?.at ?? -Infinity) >= retry;
  const finish = async (home: LeftHome): Promise<void> => {
    const { label } = home;
    const startedAt = now();
    try {
      await archiveHome(paths, stoppable, home);
      stuck.delete(label);
      log.info({ home: label, ms: now() - startedAt }, 'archived the home of a deleted account');
    } catch (error) {
      if (signal.aborted) return;
      stuck.set(label, { home, why: messageOf(error), at: now(), told: null });
      log.error({ err: error, home: label }, 'the home of a deleted account cannot be archived; it is tried again');
    }
  };
  const work = async (): Promise<void> => {
    if (!begun) await removeUnfinished(paths);
    begun = true;
    for (;;) {
      const home = signal.aborted ? undefined : (await leftHomes(paths)).find(isDue);
      if (home === undefined) return;
      await finish(home);
    }
  };
  return {
    proceed() {
      running ??= work()
        .catch((error: unknown) => log.error({ err: error }, 'homes of deleted accounts cannot be archived'))
        .finally(() => (running = null));
      return running;
    },
    findings: () => [...stuck.values()].filter((one) => isNews(one, now())).map(findingOf),
  };
}

function isNews(one: Stuck, now: number): boolean {
  one.told ??= now;
  return now - one.told < oneQuestion;
}

const findingOf = ({ home, why, at }: Stuck): HostDrift => ({
  ...{ what: home.place, found: `cannot be archived and removed: ${why}`, at, repaired: false },
});

import { join } from 'node:path';
import type { Desired, HostUsage } from '../../kernel/host.ts';
import type { Who } from '../op.ts';
import type { Paths } from '../paths.ts';
import { AccountLogs } from './account-logs.ts';
import { addCounts, newReport } from './counts.ts';
import { hostsOf, remember } from './hosts.ts';
import { countLines, type Tally } from './lines.ts';
import { atEnd, keepPosition, logNames, readOn, withLog } from './log-files.ts';
import { Robots } from './pageview.ts';
import {
  compress,
  findNginx,
  finishedLogs,
  limitComplaints,
  moveWhenDue,
  removeOldest,
  usualLimits,
} from './rotation.ts';
import type { FindWebServer, RotationLimits } from './rotation.ts';
import { emptyState, loadState, saveText, textOf, type State } from './state.ts';

/** Bytes on disk now, by the id of the account. */
export type DiskUsage = (users: readonly Who[]) => Promise<ReadonlyMap<number, number>>;

interface Options {
  readonly now?: () => number;
  readonly limits?: RotationLimits;
  readonly webServer?: FindWebServer;
  /** Whether accounts get logs of their own; true when not given. */
  readonly accountLogs?: boolean;
}

/**
 * To be opened before the web server starts: when nothing is remembered, what the logs already hold is passed over, as it
 * may have been counted.
 */
export async function openMeasure(paths: Paths, options: Options = {}): Promise<Measure> {
  const now = (options.now ?? Date.now)();
  const known = await loadState(paths);
  const state = known ?? emptyState(now);
  for (const name of await logNames(paths)) {
    const path = join(paths.log, name);
    const position = await withLog(
      path,
      state.positions,
      known === null ? atEnd : (log) => Promise.resolve(log.position),
    );
    if (position !== null) state.positions = keepPosition(state.positions, position, now);
  }
  await saveText(paths, textOf(state));
  return new Measure(paths, state, options);
}

const pieces = 1024 ** 2;
const saveAfter = 64 * pieces;
const diskEvery = 60 * 60_000;

/** Counts what sites send and accounts keep on disk. Each byte is reported once, whenever the process is ended. */
export class Measure {
  readonly #paths: Paths;
  readonly #state: State;
  readonly #now: () => number;
  readonly #limits: RotationLimits;
  readonly #webServer: FindWebServer;
  readonly #accountLogs: boolean;
  readonly #robots = new Robots();
  readonly #buffer = Buffer.alloc(pieces);
  #saved = '';
  #turn: Promise<unknown> = Promise.resolve();
  #rotating: Promise<boolean> | null = null;
  #disk: Promise<void> | null = null;

  constructor(paths: Paths, state: State, { now = Date.now, limits = usualLimits, ...options }: Options) {
    this.#paths = paths;
    this.#state = state;
    this.#now = now;
    this.#limits = limits;
    this.#webServer = options.webServer ?? findNginx(paths);
    this.#accountLogs = options.accountLogs ?? true;
  }

  /**
   * Counts what is new, and returns what is to be reported: the same until it is acknowledged, as the panel may have
   * taken it already. What is new meanwhile comes in the report after. null: nothing was measured.
   */
  take(desired: Desired): Promise<HostUsage | null> {
    return this.#inTurn(async () => {
      const state = this.#state;
      remember(state.hosts, desired, this.#now());
      await this.#readLogs(desired);
      state.sent ??= newReport(state, this.#now());
      await this.#save();
      return state.sent;
    });
  }

  acknowledge(id: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state.sent?.id !== id) return;
      this.#state.sent = null;
      await this.#save();
    });
  }

  /** Moves the access log away daily or when it is large, and compresses those that are counted; true: it was moved. */
  rotateWhenDue(): Promise<boolean> {
    this.#rotating ??= this.#rotate().finally(() => (this.#rotating = null));
    return this.#rotating;
  }

  /** Every hour, or at once; never twice at the same time. */
  measureDisk(desired: Desired, usage: DiskUsage, { atOnce = false } = {}): Promise<void> {
    const { measured } = this.#state;
    if (!atOnce && measured !== null && Math.abs(this.#now() - measured) < diskEvery) return Promise.resolve();
    this.#disk ??= this.#measureDisk(desired, usage).finally(() => (this.#disk = null));
    return this.#disk;
  }

  async #measureDisk({ accounts }: Desired, usage: DiskUsage): Promise<void> {
    const bytes = await usage(accounts);
    await this.#inTurn(async () => {
      for (const [account, size] of bytes) this.#state.pending.disk.set(account, size);
      this.#state.measured = this.#now();
      await this.#save();
    });
  }

  async #rotate(): Promise<boolean> {
    const [paths, state, limits, now] = [this.#paths, this.#state, this.#limits, this.#now()];
    const mark = async (): Promise<void> => {
      state.rotated = now;
      await this.#save();
    };
    const due = { last: state.rotated, limits, now, mark };
    const moved = await this.#inTurn(() => moveWhenDue(paths, this.#webServer, due));
    const finished = await this.#inTurn(() => finishedLogs(paths, state, now - limits.quiet));
    for (const path of finished) await compress(path);
    await removeOldest(paths, limits.keep);
    await limitComplaints(paths);
    return moved;
  }

  async #readLogs(desired: Desired): Promise<void> {
    const [paths, state] = [this.#paths, this.#state];
    const hosts = hostsOf(desired, state.hosts);
    const logs = new AccountLogs(paths, hosts.hosts);
    const tally: Tally = {
      hosts,
      traffic: new Float64Array(hosts.hosts.length),
      pageviews: new Float64Array(hosts.hosts.length),
      robots: this.#robots,
      ...(this.#accountLogs && { keep: logs.add.bind(logs) }),
    };
    const keepCounts = (): void => {
      logs.flush();
      addCounts(state.pending, tally);
    };
    let unsaved = 0;
    try {
      for (const name of await logNames(paths))
        await withLog(join(paths.log, name), state.positions, async (log) => {
          state.positions = keepPosition(state.positions, log.position, this.#now());
          for await (const bytes of readOn(log, this.#buffer, (piece, end) => countLines(piece, end, tally))) {
            unsaved += bytes;
            if (unsaved < saveAfter) continue;
            keepCounts();
            await this.#save();
            unsaved = 0;
          }
        });
    } finally {
      keepCounts();
    }
  }

  /** An idle server writes nothing. */
  async #save(): Promise<void> {
    const text = textOf(this.#state);
    if (text === this.#saved) return;
    await saveText(this.#paths, text);
    this.#saved = text;
  }

  /** Everything that changes what is remembered, one after another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

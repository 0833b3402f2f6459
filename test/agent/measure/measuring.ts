import { openMeasure, type Measure } from '../../../src/agent/measure/index.ts';
import { accessLog } from '../../../src/agent/paths.ts';
import { desired, place } from './log.ts';

export const hour = 3_600_000;
const limits = { age: 24 * hour, size: 100_000, keep: 2, quiet: -hour };

/** A log of the web server, with a clock and a web server of the test's own. */
export class Measuring {
  readonly paths = place();
  readonly log = accessLog(this.paths);
  now = Date.now();
  /** How often the web server has been asked for a new log. */
  reopened = 0;
  /** Whether the web server runs. */
  server = true;

  open(quiet = limits.quiet): Promise<Measure> {
    const webServer = (): Promise<{ reopenLogs(): void } | null> =>
      Promise.resolve(this.server ? { reopenLogs: () => (this.reopened += 1) } : null);
    return openMeasure(this.paths, { now: () => this.now, limits: { ...limits, quiet }, webServer });
  }

  /** Bytes of all accounts that are new, and are acknowledged. */
  async traffic(measure: Measure): Promise<number> {
    const usage = await measure.take(desired);
    if (usage !== null) await measure.acknowledge(usage.id);
    return usage?.accounts.reduce((sum, account) => sum + account.traffic, 0) ?? 0;
  }

  remove(): void {
    this.paths.remove();
  }
}

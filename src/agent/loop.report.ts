import type { HostDrift, HostReport, HostUsage } from '../kernel/host.ts';
import type { AgentDeps, Standing } from './loop.types.ts';

/** Tells the panel how things stand, one report after the other. */
export interface Reporter {
  found(drift: readonly HostDrift[]): void;
  measured(): Promise<void>;
  /** Never throws: what could not be told is told with the next report. */
  send(signal: AbortSignal): Promise<boolean>;
  /** Whether the panel has not heard of something yet. */
  owed(): boolean;
}

/** As many as the panel takes. */
const mostDrift = 10_000;
const line = (text: string): string => text.slice(0, 300);

export function reporter(deps: AgentDeps, standing: Standing): Reporter {
  let drift: readonly HostDrift[] = [];
  let usage: HostUsage | null = null;
  let owed = false;
  let last: Promise<boolean> = Promise.resolve(true);

  const post = async (signal: AbortSignal): Promise<boolean> => {
    const told = drift;
    const counted = usage;
    const alreadyOwed = owed;
    owed = true;
    try {
      await deps.panel.report(await reportOf(deps, standing, { drift: told, usage: counted }), signal);
      owed = false;
      const heard = new Set(told);
      drift = drift.filter((one) => !heard.has(one));
      if (counted !== null) await deps.work.usage.acknowledge(counted.id);
      usage = null;
      return true;
    } catch (error) {
      if (!signal.aborted && !alreadyOwed)
        deps.log.warn({ err: error }, 'the panel has not taken the report; it gets it later');
      return false;
    }
  };
  return {
    found(more) {
      drift = [...drift, ...more].slice(-mostDrift);
    },
    async measured() {
      // What the panel has not acknowledged stays one report, with its id; the log is read on all the same.
      if (standing.desired !== null) usage = await deps.work.usage.take(standing.desired);
    },
    send(signal) {
      last = last.then(() => post(signal));
      return last;
    },
    owed: () => owed,
  };
}

async function reportOf(
  { work, version }: AgentDeps,
  standing: Standing,
  { drift, usage }: Pick<HostReport, 'drift' | 'usage'>,
): Promise<HostReport> {
  const { applied, unread, result } = standing;
  return {
    applied,
    version,
    facts: await work.facts(),
    failures: [...unread, ...result.failures].map((one) => ({ ...one, detail: line(one.detail) })),
    problem: problemOf(standing)?.slice(0, 500) ?? null,
    drift: drift.map((one) => ({ ...one, what: line(one.what), found: line(one.found) })),
    usage,
  };
}

/** What somebody has to know of the server as a whole. */
export function problemOf({ refused, result, held, spare }: Standing): string | null {
  const problems = [refused, result.problem, heldSentence(held.length, spare)].filter((one) => one !== null);
  return problems.length === 0 ? null : problems.join(' ');
}

function heldSentence(held: number, spare: boolean): string | null {
  if (held === 0 && !spare) return null;
  const whose = held > 0 ? `${held} accounts` : 'most accounts on this server';
  return `The panel no longer names ${whose}. In case that is a mistake they are kept; if it is not, run “sublet agent allow-deletes” on the server.`;
}

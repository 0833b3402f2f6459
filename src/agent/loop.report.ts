import { randomUUID } from 'node:crypto';
import type { HostDrift, HostReport, HostUsage } from '../kernel/host.ts';
import { PanelRefusal } from './client.ts';
import type { AgentDeps, Standing } from './loop.types.ts';

/** Tells the panel how things stand, one report after the other. */
export interface Reporter {
  found(drift: readonly HostDrift[]): void;
  measured(): Promise<void>;
  /** Never throws: what could not be told is told with the next report. */
  send(signal: AbortSignal): Promise<void>;
  /** Whether the panel has not heard of something yet. */
  owed(): boolean;
}

/** As many as the panel takes. */
const mostDrift = 10_000;
const line = (text: string): string => text.slice(0, 300);

/** What the panel has not heard yet. */
interface Untold {
  drift: readonly HostDrift[];
  usage: HostUsage | null;
  owed: boolean;
  /** Why it did not take the last report; '': it did. */
  refused: string;
  /** Of the next report: a panel may hear one that was given up after the next one. */
  order: { readonly run: string; readonly number: number };
}

export function reporter(deps: AgentDeps, standing: Standing): Reporter {
  const order = { run: randomUUID(), number: 1 };
  const untold: Untold = { drift: [], usage: null, owed: false, refused: '', order };
  let last = Promise.resolve();
  return {
    found(more) {
      untold.drift = [...untold.drift, ...more].slice(-mostDrift);
    },
    async measured() {
      // What the panel has not acknowledged stays one report, with its id; the log is read on all the same.
      if (standing.desired !== null) untold.usage = await deps.work.usage.take(standing.desired);
    },
    send(signal) {
      last = last.then(() => post(deps, standing, untold, signal));
      return last;
    },
    owed: () => untold.owed,
  };
}

async function post(deps: AgentDeps, standing: Standing, untold: Untold, signal: AbortSignal): Promise<void> {
  const { drift, usage, owed, refused, order } = untold;
  untold.order = { ...order, number: order.number + 1 };
  const heard = (): void => {
    const told = new Set(drift);
    Object.assign(untold, { drift: untold.drift.filter((one) => !told.has(one)), owed: false });
  };
  untold.owed = true;
  try {
    await deps.panel.report(await reportOf(deps, standing, { drift, usage, order }), signal);
    heard();
    untold.refused = '';
    if (usage !== null) await deps.work.usage.acknowledge(usage.id);
    untold.usage = null;
  } catch (error) {
    if (error instanceof PanelRefusal) {
      // It would say the same of the same again. What was measured is not lost: it is counted once, by its id.
      heard();
      if (error.message !== refused) deps.log.error({ err: error }, error.message);
      untold.refused = error.message;
    } else if (!signal.aborted && !owed)
      deps.log.warn({ err: error }, 'the panel has not taken the report; it gets it later');
  }
}

async function reportOf(
  { work, version }: AgentDeps,
  standing: Standing,
  { drift, usage, order }: Pick<HostReport, 'drift' | 'usage' | 'order'>,
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
    order,
  };
}

/** What somebody has to know of the server as a whole. */
export function problemOf(standing: Standing): string | null {
  const problems = [standing.refused, standing.result.problem, heldSentence(standing)].filter((one) => one !== null);
  return problems.length === 0 ? null : problems.join(' ');
}

function heldSentence({ desired, panel, held }: Standing): string | null {
  if (held.length === 0) return null;
  const why =
    panel === desired?.panel
      ? 'its database comes from an older backup'
      : 'it is not known to be the panel that has made them';
  return `Users on this server that the panel does not know: ${held.length}; ${why}. They are kept as they are. To have them deleted, run “sublet agent allow-deletes” on the server.`;
}

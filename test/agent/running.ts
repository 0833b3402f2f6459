import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { panelClient } from '../../src/agent/client.ts';
import { runAgent } from '../../src/agent/loop.ts';
import type { AgentDeps, Timing } from '../../src/agent/loop.types.ts';
import { stateFile, type StateFile } from '../../src/agent/state.ts';
import type { HostReport } from '../../src/kernel/host.ts';
import { TestMachine } from './machine.ts';
import { TestPanel } from './panel.ts';

const quick: Timing = {
  wait: 5_000,
  compare: 60_000,
  retry: 30_000,
  measure: 60_000,
  away: { first: 10, longest: 40 },
};

/** The agent's process without the process: between a panel and a machine of the test's own. */
export class Running {
  readonly folder = mkdtempSync(join(tmpdir(), 'sublet-agent-'));
  readonly panel = new TestPanel();
  readonly machine = new TestMachine();
  readonly state: StateFile = stateFile({ state: this.folder });
  #now: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;

  deps(timing: Partial<Timing> = {}): AgentDeps {
    const { panel, machine, state } = this;
    return {
      panel: panelClient({ url: panel.url, keys: () => Promise.resolve(panel.keys), patience: 2_000 }),
      state,
      work: machine,
      log: machine.log,
      version: '0.1.0',
      timing: { ...quick, ...timing },
    };
  }

  start(timing: Partial<Timing> = {}): void {
    const stop = new AbortController();
    this.#now = { stop, ended: runAgent(this.deps(timing), stop.signal) };
  }

  async stop(): Promise<void> {
    this.#now?.stop.abort();
    await this.#now?.ended;
    this.#now = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.panel.stop();
    rmSync(this.folder, { recursive: true });
  }

  last(): HostReport {
    return this.panel.reports.at(-1) ?? assert.fail('no report');
  }

  applied(revision: number): Promise<void> {
    return until(`report of ${String(revision)}`, () => this.panel.reports.at(-1)?.applied === revision);
  }
}

export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const from = Date.now(); !isSo();) {
    if (Date.now() - from > 8_000) throw new Error(`never: ${what}`);
    await new Promise((go) => setTimeout(go, 5));
  }
}

/** Gives each test a panel that answers, a machine, and an agent between them that is not started yet. */
export function eachRunning(use: (agent: Running) => void): void {
  let agent: Running;
  beforeEach(async () => {
    agent = new Running();
    use(agent);
    await agent.panel.start();
  });
  afterEach(() => agent.remove());
}

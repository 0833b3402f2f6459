import type { Logger } from 'pino';
import type { Desired, HostDrift, HostFacts, HostFailure, HostUsage } from '../kernel/host.ts';
import type { HostUser, Memory } from './agent-hold.ts';
import type { PanelClient } from './client.ts';
import type { PlanDeps } from './plan.types.ts';
import type { StateFile } from './state.ts';

export interface Applied {
  readonly failures: readonly HostFailure[];
  /** What keeps all of it from being brought about. */
  readonly problem: string | null;
}

export interface ApplyOptions {
  /** Users of ours that are let be although nobody wants them. */
  readonly spare: NonNullable<PlanDeps['spare']>;
  /** What failed the last time. */
  readonly before: readonly HostFailure[];
}

/** What the process does on the machine. */
export interface Work {
  /** Throws when the answer cannot be read as a whole. */
  read(body: unknown): { readonly desired: Desired; readonly failures: readonly HostFailure[] };
  apply(desired: Desired, options: ApplyOptions, signal: AbortSignal): Promise<Applied>;
  /** What is other than the last apply has left it; of configurations only when asked. */
  drift(desired: Desired, options: ApplyOptions & { readonly trees: boolean }): Promise<readonly HostDrift[]>;
  /** Our users on the machine. */
  users(): Promise<readonly HostUser[]>;
  facts(): Promise<HostFacts>;
  /** What was measured since the last that was acknowledged. */
  readonly usage: { take(desired: Desired): Promise<HostUsage | null>; acknowledge(id: string): Promise<void> };
}

export interface AgentDeps {
  readonly panel: PanelClient;
  readonly state: StateFile;
  readonly work: Work;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly version: string;
  readonly timing: Timing;
}

/** Milliseconds. */
export interface Timing {
  /** How long the panel may keep a question until there is something new. */
  readonly wait: number;
  /** Between full comparisons. */
  readonly compare: number;
  /** Until what failed is tried again, for the first time. */
  readonly retry: number;
  readonly measure: number;
  /** Until an absent panel is asked again: the first and the longest. */
  readonly away: { readonly first: number; readonly longest: number };
}

export const usualTiming: Timing = {
  wait: 25_000,
  compare: 300_000,
  retry: 30_000,
  measure: 60_000,
  away: { first: 200, longest: 10_000 },
};

/** How things stand, for reports and for what comes next. */
export interface Standing extends Memory {
  /** Of the last answer taken. */
  revision: number | null;
  /** The last that was brought about. */
  applied: number | null;
  desired: Desired | null;
  panel: string | null;
  held: readonly HostUser[];
  allowed: readonly HostUser[];
  unread: readonly HostFailure[];
  /** Of the agent that has brought something about here for the last time. */
  version: string | null;
  result: Applied;
  /** Why the panel's last word is not followed at all. */
  refused: string | null;
}

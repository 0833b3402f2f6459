import type { Desired, HostFailure } from '../kernel/host.ts';
import type { Driver, Observed, ObservedTree } from './driver.ts';
import type { Plan, PlanDeps } from './plan.types.ts';
import type { There } from './plan.view.ts';
import { inOneLine } from './words.ts';

export interface ApplyDeps extends Omit<PlanDeps, 'without'> {
  /** What failed the last time: looked at first when a configuration is refused. */
  readonly before?: readonly HostFailure[];
}

interface Machine {
  readonly driver: Driver;
  readonly deps: ApplyDeps;
  readonly signal: AbortSignal;
}

/** How far a run has come. */
export interface Run extends Machine {
  readonly desired: Desired;
  there: There;
  /** What the programs run with. */
  readonly trees: { web: ObservedTree; php: ObservedTree };
  readonly bad: { readonly web: Set<number>; readonly php: Set<number> };
  /** What later steps are not about. */
  readonly out: { readonly accounts: Set<number>; readonly sites: Set<number> };
  /** By kind and id: the first that failed. */
  readonly failures: Map<string, HostFailure>;
  readonly problems: Map<'web' | 'php', string>;
  fail(failure: HostFailure): void;
}

export function startRun(machine: Machine, planned: Plan, { web, php }: Observed): Run {
  const failures = new Map<string, HostFailure>();
  const fail = (failure: HostFailure): void => {
    const key = `${failure.kind} ${failure.id}`;
    if (!failures.has(key)) failures.set(key, { ...failure, detail: inOneLine(failure.detail) });
  };
  for (const failure of planned.failures) fail(failure);
  return {
    ...machine,
    ...{ desired: planned.desired, there: planned.before, trees: { web, php } },
    bad: { web: new Set(), php: new Set() },
    out: { accounts: new Set(), sites: new Set() },
    ...{ failures, problems: new Map(), fail },
  };
}

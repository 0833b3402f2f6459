import type { Desired, HostFailure, HostSite } from '../kernel/host.ts';
import { startRun, type ApplyDeps, type Run } from './apply.run.ts';
import { useTree } from './apply.tree.ts';
import type { Driver } from './driver.ts';
import type { OpName, Step } from './op.ts';
import { narrowed, outOf } from './plan.narrow.ts';
import { isOpening, needs, plan } from './plan.ts';
import { isMissing, thereAfter, viewOf } from './plan.view.ts';

export interface ApplyResult {
  /** At most one for each account and site. */
  readonly failures: readonly HostFailure[];
  /** Why a program keeps its configuration from before, whatever was wanted; null: it does not. */
  readonly problem: string | null;
}

/**
 * Brings the machine from what is there to what is desired. What fails for one account or site is left out of what
 * follows and reported; the others get theirs. Throws when the machine fails as a whole, or the signal ends it.
 */
export async function apply(
  driver: Driver,
  desired: Desired,
  deps: ApplyDeps,
  signal: AbortSignal,
): Promise<ApplyResult> {
  signal.throwIfAborted();
  const observed = await driver.observe();
  const planned = plan(desired, observed, deps);
  const run = startRun({ driver, deps, signal }, planned, observed);
  const last = planned.steps.findLastIndex(({ op }) => op === 'web.apply');
  for (const [index, step] of planned.steps.entries()) {
    signal.throwIfAborted();
    // Everything that sites need is there now: their owners sign in again a moment later.
    if (index === last) run.there = thereAfter(run.there, planned.steps.filter(isOpening));
    await take(run, step);
  }
  for (const failure of needing(run)) run.fail(failure);
  const problems = [...run.problems.values()];
  return { failures: [...run.failures.values()], problem: problems.length === 0 ? null : problems.join(' ') };
}

async function take(run: Run, step: Step): Promise<void> {
  if (step.op === 'web.apply') return useTree(run, 'web', step);
  if (step.op === 'php.apply' || step.op === 'php.stop') return useTree(run, 'php', 'tree' in step ? step : null);
  if (isStillUsed(run, step)) return;
  const rest = narrowed(step, run.out);
  if (rest === null) return;
  const failures = await run.driver.run(rest);
  const done = narrowed(rest, outOf(failures));
  if (done !== null) run.there = thereAfter(run.there, [done]);
  for (const failure of failures) {
    run.fail(failure);
    leaveOut(run, rest, failure);
  }
}

/** A program that could not be given a new configuration would not start again without what the old one names. */
const isStillUsed = ({ problems }: Run, { op }: Step): boolean =>
  (op === 'users.delete' && problems.has('php')) || (op === 'certificates.remove' && problems.has('web'));

/** Nothing that follows depends on these. */
const harmless: ReadonlySet<OpName> = new Set(['quota.set', 'users.kill', 'cgi.start', 'cgi.stop', 'certificates.put']);

function leaveOut({ out, desired }: Run, step: Step, { kind, id }: HostFailure): void {
  if (harmless.has(step.op)) return;
  if (kind === 'site') out.sites.add(id);
  else out.accounts.add(id);
  if (step.op !== 'users.delete') return;
  // Whoever gets the name next has to wait.
  const names = new Set(step.users.filter((user) => user.id === id).map(({ name }) => name));
  for (const account of desired.accounts) if (names.has(account.name)) out.accounts.add(account.id);
}

/** Sites that are not served as they should be because of something else that failed. */
function needing({ desired, there }: Run): HostFailure[] {
  const shown = new Set(viewOf(desired, there).sites.map(({ id }) => id));
  const owners = new Map(desired.accounts.map((account) => [account.id, account]));
  const isWhole = ({ id, accountId, features }: HostSite): boolean => {
    const owner = owners.get(accountId);
    if (owner === undefined || !shown.has(id)) return false;
    if (owner.suspended) return true;
    return !there.closed.has(owner.name) && !features.some((name) => isMissing(name, owner.name, there));
  };
  return desired.sites.filter((site) => !isWhole(site)).map(needs);
}

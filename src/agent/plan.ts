import type { Desired, HostAccount, HostFailure } from '../kernel/host.ts';
import type { Observed, ObservedTree } from './driver.ts';
import type { Step } from './op.ts';
import { accountSteps, closingSteps, sortOut } from './plan.accounts.ts';
import { badOf, narrowed, outOf } from './plan.narrow.ts';
import { certificateRemoval, certificateSteps, cgiStarts, cgiStops, siteSteps } from './plan.sites.ts';
import type { Plan, PlanDeps, Rendered } from './plan.types.ts';
import { phpView, poolsOf, thereAfter, thereWithout, viewOf, webView, type There } from './plan.view.ts';

/**
 * The steps from what is observed to what is desired. First whatever is not wanted any more ceases to be served, then it
 * is taken away; new things are made, and served as soon as they are there. At no time does the web server ask for what
 * is not there.
 */
export function plan(desired: Desired, observed: Observed, deps: PlanDeps): Plan {
  const wanted = inOrder(desired);
  const sorted = sortOut(wanted, observed, deps.spare);
  const { leaving } = sorted;
  const possible = { ...wanted, ...servedBy(wanted, sorted.accounts) };
  const before = thereWithout(observed, leaving);
  const out = outOf(deps.without ?? []);
  const kept = (steps: readonly Step[]): Step[] => steps.flatMap((step) => narrowed(step, out) ?? []);
  const made = kept([
    ...accountSteps(sorted, observed),
    ...siteSteps(possible, before, deps.welcomePage(wanted.welcome)),
    ...certificateSteps(possible, observed, deps.now),
  ]);
  const stops = kept(cgiStops(possible, observed, leaving));
  const starts = kept(cgiStarts(viewOf(possible, thereAfter(before, made)), before.cgi));
  const early = treesOf(possible, before, deps);
  const final = treesOf(possible, withPools(possible, thereAfter(before, [...stops, ...made, ...starts]), deps), deps);
  const { web, php } = observed;
  const steps = [
    ...(web.running ? webSteps(web, early.web) : []),
    ...(php.running ? phpSteps(php, early.php) : []),
    ...stops,
    ...kept(closingSteps(sorted, observed)),
    ...made.filter((step) => !isOpening(step)),
    ...certificateRemoval(wanted, observed),
    ...phpSteps(php.running ? inUse(early.php) : php, final.php),
    ...starts,
    ...webSteps(web.running ? inUse(early.web) : web, final.web),
    ...made.filter(isOpening),
  ];
  const failures = [...sorted.failures, ...homeless(wanted, sorted.accounts)];
  return { steps, failures, desired: possible, before, ...final };
}

/** Takes some milliseconds a user, and no site has to wait for it. */
export const isOpening = ({ op }: Step): boolean => op === 'users.unlock';

interface Trees {
  readonly web: Rendered;
  readonly php: Rendered | null;
}

function treesOf(desired: Desired, there: There, deps: PlanDeps): Trees {
  const view = viewOf(desired, there);
  const bad = badOf(deps.without ?? []);
  return {
    web: deps.renderWeb(webView(view, there, bad), deps.paths),
    php: deps.renderPhp(phpView(view, bad), deps.paths),
  };
}

/** With the pools that PHP has then. */
const withPools = (desired: Desired, there: There, { without }: PlanDeps): There => ({
  ...there,
  pools: poolsOf(phpView(viewOf(desired, there), badOf(without ?? []))),
});

const inUse = (tree: Rendered | null): ObservedTree => ({ id: tree?.id ?? null, running: tree !== null });

export const isInUse = (tree: Rendered, { id, running }: ObservedTree): boolean => running && id === tree.id;

const webSteps = (now: ObservedTree, tree: Rendered): Step[] =>
  isInUse(tree, now) ? [] : [{ op: 'web.apply', ...tree }];

function phpSteps(now: ObservedTree, tree: Rendered | null): Step[] {
  if (tree === null) return now.running ? [{ op: 'php.stop', because: 'nobody uses it' }] : [];
  return isInUse(tree, now) ? [] : [{ op: 'php.apply', ...tree }];
}

const byId = (a: { readonly id: number }, b: { readonly id: number }): number => a.id - b.id;

/** The panel owes no order: the same state is the same plan. */
const inOrder = (desired: Desired): Desired => ({
  ...desired,
  providers: [...desired.providers].sort(byId),
  accounts: [...desired.accounts].sort(byId),
  sites: [...desired.sites].sort(byId),
});

function servedBy({ sites }: Desired, accounts: readonly HostAccount[]): Pick<Desired, 'accounts' | 'sites'> {
  const ids = new Set(accounts.map(({ id }) => id));
  return { accounts, sites: sites.filter(({ accountId }) => ids.has(accountId)) };
}

function homeless(wanted: Desired, accounts: readonly HostAccount[]): HostFailure[] {
  const served = new Set(servedBy(wanted, accounts).sites);
  return wanted.sites.filter((site) => !served.has(site)).map(needs);
}

export const needs = ({ id }: Desired['sites'][number]): HostFailure => ({
  ...{ kind: 'site', id, fault: 'needs', detail: '' },
});

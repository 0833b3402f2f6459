import type { Desired } from '../kernel/host.ts';
import { findCulprits, type Check } from './apply.bisect.ts';
import type { Run } from './apply.run.ts';
import type { ObservedTree } from './driver.ts';
import { Refused } from './op.ts';
import { isInUse } from './plan.ts';
import type { Rendered } from './plan.types.ts';
import { phpView, poolsOf, viewOf, webView } from './plan.view.ts';

type What = 'web' | 'php';

/** Brings a configuration into use. When it is refused, those because of whom it is are left out. */
export async function useTree(run: Run, what: What, planned: Rendered | null): Promise<void> {
  // While nothing has failed, what was planned is what would be rendered now.
  const asPlanned = run.failures.size + run.problems.size === 0;
  const reason = await use(run, what, asPlanned ? planned : rendered(run, what));
  if (reason !== null) await useWithoutCulprits(run, what, reason);
}

async function useWithoutCulprits(run: Run, what: What, reason: string): Promise<void> {
  const culprits = await culpritsOf(run, what);
  if (typeof culprits === 'string' || culprits.length === 0) {
    run.problems.set(what, sentence(what, typeof culprits === 'string' ? culprits : reason));
    return;
  }
  for (const { item, reason: detail } of culprits) {
    run.bad[what].add(item);
    run.fail({ kind: what === 'web' ? 'site' : 'account', id: item, fault: what, detail });
  }
  const again = (what === 'php' ? await letGo(run) : null) ?? (await use(run, what, rendered(run, what)));
  if (again !== null) run.problems.set(what, sentence(what, again));
}

/** Pools that are about to be left out may be in use: first the web server asks for them no more. Answers why it still does. */
async function letGo(run: Run): Promise<string | null> {
  const left = poolsOf(phpView(viewOf(run.desired, run.there), run.bad));
  const pools = new Set([...run.there.pools].filter((name) => left.has(name)));
  if (pools.size === run.there.pools.size) return null;
  run.there = { ...run.there, pools };
  if (run.trees.web.running) await useTree(run, 'web', rendered(run, 'web'));
  return run.problems.get('web') ?? null;
}

const sentence = (what: What, reason: string): string =>
  `${what === 'web' ? 'The web server' : 'PHP'} does not take its configuration: ${reason}`;

/** Answers why it was refused; null: it is in use. */
async function use(run: Run, what: What, tree: Rendered | null): Promise<string | null> {
  const { driver, trees } = run;
  if (tree === null) {
    if (trees[what].running) await driver.run({ op: 'php.stop', because: 'nobody uses it' });
    taken(run, what, { id: null, running: false });
    return null;
  }
  if (isInUse(tree, trees[what])) return null;
  const reason = await reasonOf(driver.run({ op: `${what}.apply`, ...tree }));
  if (reason === null) taken(run, what, { id: tree.id, running: true });
  return reason;
}

function taken(run: Run, what: What, now: ObservedTree): void {
  run.trees[what] = now;
  if (what === 'php') run.there = { ...run.there, pools: poolsOf(phpView(viewOf(run.desired, run.there), run.bad)) };
}

async function reasonOf(taking: Promise<unknown>): Promise<string | null> {
  try {
    await taking;
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function rendered({ deps, desired, there, bad }: Run, what: What): Rendered | null {
  const view = viewOf(desired, there);
  return what === 'web'
    ? deps.renderWeb(webView(view, there, bad), deps.paths)
    : deps.renderPhp(phpView(view, bad), deps.paths);
}

/** Sites, or accounts that use PHP; a reason when not even a configuration of nobody is taken. */
async function culpritsOf(run: Run, what: What): Promise<readonly { item: number; reason: string }[] | string> {
  const { deps, driver, signal, there, bad } = run;
  const all = viewOf(run.desired, there);
  const view = what === 'web' ? webView(all, there, bad) : phpView(all, bad);
  const idOf = (site: Desired['sites'][number]): number => (what === 'web' ? site.id : site.accountId);
  const involved = view.sites.filter(({ features }) => what === 'web' || features.includes('php')).map(idOf);
  const ids = [...new Set(involved)];
  const check: Check<number> = (some) => {
    signal.throwIfAborted();
    const chosen = new Set(some);
    const part = { ...view, sites: view.sites.filter((site) => chosen.has(idOf(site))) };
    const tree = what === 'web' ? deps.renderWeb(part, deps.paths) : deps.renderPhp(part, deps.paths);
    return tree === null ? Promise.resolve(null) : reasonOf(driver.run({ op: `${what}.check`, ...tree }));
  };
  const suspects = (deps.before ?? []).filter(({ fault }) => fault === what).map(({ id }) => id);
  const checkNone = (): Promise<string | null> => (what === 'web' ? check([]) : checkFew(ids, check));
  const { culprits, hopeless } = await findCulprits(ids, new Set(suspects), { check, checkNone });
  return hopeless ?? culprits;
}

/** PHP for nobody is no configuration. Where one for a single user is refused whoever it is, it is not the users. */
async function checkFew(ids: readonly number[], check: Check<number>): Promise<string | null> {
  const few = new Set([ids.at(0), ids.at(ids.length >> 1), ids.at(-1)]);
  let reason: string | null = null;
  for (const id of few) {
    reason = id === undefined ? null : await check([id]);
    if (reason === null) return null;
  }
  return reason;
}

import type { HostDrift } from '../kernel/host.ts';
import { isTooMany, keepMissing, withoutAccounts } from './agent-hold.ts';
import type { Answer } from './client.ts';
import type { AgentDeps, Applied, ApplyOptions, Standing } from './loop.types.ts';

export const freshStanding = (): Standing => ({
  revision: null,
  applied: null,
  desired: null,
  held: [],
  spare: false,
  unread: [],
  result: { failures: [], problem: null },
  refused: null,
});

/** Recalls what was wanted last. */
export async function recall({ state, work, log }: AgentDeps, standing: Standing): Promise<number | null> {
  try {
    const last = await state.load();
    if (last === null) return null;
    const { desired, failures } = work.read(last.desired);
    // What this version cannot read any more is no reason to delete it.
    Object.assign(standing, { desired, held: last.held, spare: last.spare || failures.length > 0 });
    return last.revision;
  } catch (error) {
    log.error({ err: error }, 'what was wanted last cannot be read; the panel is asked for all of it');
    return null;
  }
}

/** Takes a new answer of the panel and brings it about. */
export async function accept(deps: AgentDeps, standing: Standing, answer: Answer, stop: AbortSignal): Promise<void> {
  standing.revision = answer.revision;
  try {
    const { desired: next, failures } = deps.work.read(answer.body);
    const before = standing.desired === null ? null : { desired: standing.desired, held: standing.held };
    const { desired, held } = keepMissing(before, next, failures);
    const spare = before === null || standing.spare ? await namesTooFew(deps, standing, desired.accounts) : false;
    Object.assign(standing, { desired, held, spare, unread: failures, refused: null });
  } catch (error) {
    standing.refused = `The panel’s last answer cannot be used: ${reasonOf(error)}.`;
    deps.log.error({ err: error }, standing.refused);
    return;
  }
  deps.log.info({ revision: answer.revision }, 'the panel wants something new');
  if (standing.held.length > 0 || standing.spare) deps.log.error('the deletion of many accounts is held');
  await save(deps, standing, answer.revision);
  await bringAbout(deps, standing, stop, answer.revision);
}

/** Without a memory of its own, the agent looks at the machine for accounts that the panel does not name. */
async function namesTooFew(
  { work }: AgentDeps,
  { spare }: Standing,
  accounts: readonly { readonly name: string }[],
): Promise<boolean> {
  const named = new Set(accounts.map(({ name }) => name));
  const here = await work.accounts();
  const missing = here.filter((name) => !named.has(name)).length;
  return spare ? missing > 0 : isTooMany(here.length, missing);
}

/** Lets go what was held when somebody has allowed it since. Answers whether something is to be done now. */
export async function release(deps: AgentDeps, standing: Standing): Promise<boolean> {
  const { desired, held, spare } = standing;
  const allowed = await deps.state.allowed().catch((error: unknown) => {
    deps.log.error({ err: error }, 'the permission to delete cannot be read');
    return null;
  });
  if (allowed === null) return false;
  // It was for what was held then, not for what may be held some day.
  await deps.state.forgetAllowed();
  const gone = new Set(held.filter((id) => allowed.has(id)));
  if (desired === null || (gone.size === 0 && !spare)) return false;
  deps.log.warn({ accounts: gone.size }, 'deletion allowed');
  const left = held.filter((id) => !gone.has(id));
  Object.assign(standing, { desired: withoutAccounts(desired, gone), held: left, spare: false });
  if (standing.revision !== null) await save(deps, standing, standing.revision);
  return true;
}

/** A disk that is full is no reason to leave a suspended site open. */
async function save({ state, log }: AgentDeps, { desired, held, spare }: Standing, revision: number): Promise<void> {
  try {
    await state.save({ revision, desired, held, spare });
  } catch (error) {
    log.error({ err: error }, 'what the panel wants cannot be remembered');
  }
}

/** Brings about what is wanted; `revision` is the one it is of, when it is not the one before. */
export async function bringAbout(
  deps: AgentDeps,
  standing: Standing,
  stop: AbortSignal,
  revision: number | null = standing.revision,
): Promise<void> {
  const { desired } = standing;
  if (desired === null) return;
  const began = performance.now();
  const result = await deps.work.apply(desired, optionsOf(standing), stop).catch((error: unknown): Applied => {
    if (!stop.aborted) deps.log.error({ err: error }, 'the work on the machine failed');
    return { failures: standing.result.failures, problem: reasonOf(error) };
  });
  // What was cut short says nothing of the rest.
  if (stop.aborted) return;
  standing.result = result;
  if (result.problem === null) standing.applied = revision;
  else deps.log.error(result.problem);
  const { length: failures } = result.failures;
  deps.log.info({ revision, failures, ms: Math.round(performance.now() - began) }, 'brought about');
}

/** Looks for what somebody else has changed, and changes it back. Answers what was found, and whether it is mended. */
export async function compare(deps: AgentDeps, standing: Standing, stop: AbortSignal): Promise<readonly HostDrift[]> {
  const { desired } = standing;
  if (desired === null) return [];
  const seen = await deps.work.drift(desired, optionsOf(standing));
  for (const { what, found } of seen) deps.log.warn({ what, found }, 'found other than it had been left');
  await bringAbout(deps, standing, stop);
  if (seen.length === 0 || stop.aborted) return seen;
  const left = new Set((await deps.work.drift(desired, optionsOf(standing))).map(({ what }) => what));
  return seen.map((one) => ({ ...one, repaired: !left.has(one.what) }));
}

const optionsOf = ({ spare, result }: Standing): ApplyOptions => ({ spare: () => spare, before: result.failures });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

import type { HostDrift } from '../kernel/host.ts';
import { sparing, weigh } from './agent-hold.ts';
import type { Answer } from './client.ts';
import type { AgentDeps, Applied, ApplyOptions, Standing } from './loop.types.ts';

export const freshStanding = (): Standing => ({
  revision: null,
  applied: null,
  desired: null,
  panel: null,
  held: [],
  allowed: [],
  unread: [],
  version: null,
  result: { failures: [], problem: null },
  refused: null,
});

/** Recalls what was wanted last. */
export async function recall({ state, work, log }: AgentDeps, standing: Standing): Promise<void> {
  try {
    const last = await state.load();
    if (last === null) return;
    const { panel, held, allowed, version } = last;
    const { desired, failures } = work.read(last.desired);
    // What this version cannot read any more is no reason to delete it.
    Object.assign(standing, { desired, panel, held, allowed, version, unread: [...last.unread, ...failures] });
  } catch (error) {
    log.error({ err: error }, 'what was wanted last cannot be read; the panel is asked for all of it');
  }
}

/** Takes a new answer of the panel and brings it about. */
export async function accept(deps: AgentDeps, standing: Standing, answer: Answer, stop: AbortSignal): Promise<void> {
  const here = await deps.work.users();
  standing.revision = answer.revision;
  try {
    Object.assign(standing, weigh(standing, deps.work.read(answer.body), here), { refused: null });
  } catch (error) {
    standing.refused = `The panel’s last answer cannot be used: ${reasonOf(error)}.`;
    deps.log.error({ err: error }, standing.refused);
    return;
  }
  deps.log.info({ revision: answer.revision }, 'the panel wants something new');
  const users = standing.held.map(({ name }) => name);
  if (users.length > 0) deps.log.error({ users }, 'the panel does not know these users; they are kept');
  await save(deps, standing);
  await bringAbout(deps, standing, stop);
}

/** Lets go what was held when somebody has allowed it since: with the panel's next answer, which is asked for in full. */
export async function release(deps: AgentDeps, standing: Standing): Promise<void> {
  const permission = await deps.state.allowed().catch((error: unknown) => {
    deps.log.error({ err: error }, 'the permission to delete cannot be read');
    return null;
  });
  if (permission === null) return;
  // It was for who was held then, not for who may be held some day.
  await deps.state.forgetAllowed();
  const { panel } = permission;
  const uids = new Set(permission.uids);
  const allowed = [...standing.allowed, ...standing.held.filter(({ uid }) => uids.has(uid))];
  const held = standing.held.filter(({ uid }) => !uids.has(uid));
  Object.assign(standing, { panel, held, allowed, revision: null });
  deps.log.warn({ panel, users: allowed.map(({ name }) => name) }, 'deletion allowed');
  await save(deps, standing);
}

/** A disk that is full is no reason to leave a suspended site open. */
async function save({ state, log }: AgentDeps, standing: Standing): Promise<void> {
  const { desired, panel, held, allowed, unread, version } = standing;
  if (desired === null) return;
  try {
    const lists = { held: [...held], allowed: [...allowed], unread: [...unread] };
    await state.save({ desired: { ...desired }, speaker: desired.panel, panel, ...lists, version });
  } catch (error) {
    log.error({ err: error }, 'what the panel wants cannot be remembered');
  }
}

/** Brings about what is wanted. */
export async function bringAbout(deps: AgentDeps, standing: Standing, stop: AbortSignal): Promise<void> {
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
  if (result.problem === null) await applied(deps, standing, desired.revision);
  else deps.log.error(result.problem);
  const { length: failures } = result.failures;
  const ms = Math.round(performance.now() - began);
  deps.log.info({ revision: desired.revision, failures, ms }, 'brought about');
}

async function applied(deps: AgentDeps, standing: Standing, revision: number): Promise<void> {
  standing.applied = revision;
  if (standing.version === deps.version) return;
  standing.version = deps.version;
  await save(deps, standing);
}

/** Looks for what somebody else has changed, and changes it back. Answers what was found, and whether it is mended. */
export async function compare(deps: AgentDeps, standing: Standing, stop: AbortSignal): Promise<readonly HostDrift[]> {
  const { desired } = standing;
  if (desired === null) return [];
  // Another version may write the same in other words: that is nobody's doing.
  const trees = standing.version === deps.version;
  const look = (): Promise<readonly HostDrift[] | null> =>
    deps.work.drift(desired, { ...optionsOf(standing), trees }).catch((error: unknown) => {
      deps.log.error({ err: error }, 'what is here cannot be compared with what was left');
      return null;
    });
  const seen = (await look()) ?? [];
  for (const { what, found } of seen) deps.log.warn({ what, found }, 'found other than it had been left');
  await bringAbout(deps, standing, stop);
  if (seen.length === 0 || stop.aborted) return seen;
  const after = (await look()) ?? seen;
  const left = new Set(after.map(({ what }) => what));
  return seen.map((one) => ({ ...one, repaired: !left.has(one.what) }));
}

const optionsOf = (standing: Standing): ApplyOptions => ({
  spare: sparing(standing),
  before: standing.result.failures,
});

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

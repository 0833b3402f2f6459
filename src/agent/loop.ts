import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PanelTrouble, type Answer } from './client.ts';
import { problemOf, reporter, type Reporter } from './loop.report.ts';
import { accept, bringAbout, compare, freshStanding, recall, release } from './loop.steps.ts';
import type { AgentDeps, Standing, Timing } from './loop.types.ts';

/** Keeps the machine as the panel wants it until it is told to stop. */
export async function runAgent(deps: AgentDeps, stop: AbortSignal): Promise<void> {
  const standing = freshStanding();
  const tell = reporter(deps, standing);
  // After a reboot sites come up whether or not the panel does.
  await recall(deps, standing);
  await bringAbout(deps, standing, stop);
  // When it cannot go on the process ends, and is started again: nothing may keep it alive.
  const fall = new AbortController();
  const following = follow(deps, standing, tell, stop).catch((error: unknown) => {
    fall.abort();
    throw error;
  });
  await Promise.all([following, measure(deps, tell, AbortSignal.any([stop, fall.signal]))]);
}

/** One round. Throws when the panel could not be asked; what it wanted last is brought about even then. */
export async function runOnce(deps: AgentDeps, stop: AbortSignal): Promise<Standing> {
  const standing = freshStanding();
  const tell = reporter(deps, standing);
  await recall(deps, standing);
  await release(deps, standing);
  try {
    const answer = await deps.panel.desired(null, 0, stop);
    if (answer !== null) await accept(deps, standing, answer, stop);
  } catch (error) {
    await bringAbout(deps, standing, stop);
    throw error;
  }
  await tell.measured();
  await tell.send(stop);
  return standing;
}

export const isWell = (standing: Standing): boolean =>
  problemOf(standing) === null && standing.unread.length + standing.result.failures.length === 0;

/** When is what; times are of the clock that only goes forward. */
interface Course {
  compareAt: number;
  retryAt: number;
  retries: number;
  /** Questions in a row that the panel has not answered, and what was said of it last. */
  missed: number;
  trouble: string | null;
}

const now = (): number => performance.now();
const isOver = (stop: AbortSignal): boolean => stop.aborted;

/** Asks, brings about, compares: one after the other, so that no step meets another. */
async function follow(deps: AgentDeps, standing: Standing, tell: Reporter, stop: AbortSignal): Promise<void> {
  const { timing } = deps;
  const course: Course = { compareAt: now() + timing.compare, retryAt: Infinity, retries: 0, missed: 0, trouble: null };
  scheduleRetry(course, timing, standing);
  while (!isOver(stop)) {
    await release(deps, standing);
    const answer = await ask(deps, standing, course, stop);
    if (isOver(stop)) return;
    const done = await act(deps, { standing, course, tell }, answer, stop);
    if (done) scheduleRetry(course, timing, standing);
    if (done || (course.missed === 0 && tell.owed())) await tell.send(stop);
    if (course.missed > 0) await pause(Math.min(pauseOf(timing, course.missed), untilDue(course)), stop);
  }
}

const untilDue = ({ compareAt, retryAt }: Course): number => Math.max(0, Math.min(compareAt, retryAt) - now());

/** null: nothing new, or no answer. */
async function ask(
  { panel, timing, log }: AgentDeps,
  { revision }: Standing,
  course: Course,
  stop: AbortSignal,
): Promise<Answer | null> {
  try {
    const wait = Math.min(timing.wait, untilDue(course));
    const answer = await panel.desired(revision, Math.ceil(wait / 1000), stop);
    if (course.trouble !== null) log.info('the panel answers again');
    Object.assign(course, { missed: 0, trouble: null });
    return answer;
  } catch (error) {
    const known = error instanceof PanelTrouble;
    const trouble = known ? error.message : String(error);
    // Once, not at each of thousands of attempts; what says itself what to do needs no stack.
    if (trouble !== course.trouble && !stop.aborted) log.error({ err: known ? error.cause : error }, trouble);
    Object.assign(course, { missed: course.missed + 1, trouble });
    return null;
  }
}

interface Turn {
  readonly standing: Standing;
  readonly course: Course;
  readonly tell: Reporter;
}

/** Does what is to be done now; answers whether there was something. */
async function act(
  deps: AgentDeps,
  { standing, course, tell }: Turn,
  answer: Answer | null,
  stop: AbortSignal,
): Promise<boolean> {
  if (answer !== null) {
    course.retries = 0;
    await accept(deps, standing, answer, stop);
    return true;
  }
  if (untilDue(course) > 0) return false;
  if (now() >= course.compareAt) {
    course.compareAt = now() + deps.timing.compare;
    tell.found(await compare(deps, standing, stop));
  } else await bringAbout(deps, standing, stop);
  return true;
}

/** What failed is tried again before the next comparison, at ever longer intervals. */
function scheduleRetry(course: Course, { retry, compare: longest }: Timing, { result }: Standing): void {
  const failed = result.problem !== null || result.failures.length > 0;
  course.retries = failed ? course.retries + 1 : 0;
  course.retryAt = failed ? now() + Math.min(retry * 2 ** (course.retries - 1), longest) : Infinity;
}

/** Counts on its own: a walk through large homes keeps no change waiting. */
async function measure({ timing, log }: AgentDeps, tell: Reporter, stop: AbortSignal): Promise<void> {
  while (!isOver(stop)) {
    await pause(timing.measure, stop);
    if (isOver(stop)) return;
    try {
      await tell.measured();
    } catch (error) {
      log.error({ err: error }, 'usage cannot be measured');
    }
    await tell.send(stop);
  }
}

/** Doubled with each attempt, and a half of it by chance: many agents do not come back in one moment. */
export function pauseOf({ away: { first, longest } }: Timing, missed: number): number {
  const whole = Math.min(first * 2 ** Math.min(missed - 1, 20), longest);
  return whole / 2 + randomInt(Math.max(1, Math.ceil(whole / 2)));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { retrying } from '../../db/retry.ts';
import { PanelError } from '../../kernel/errors.ts';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { Lang } from '../../lang/languages.ts';
import { findCandidate, reasonOf, storePassword, storeSignIn, type Candidate } from './logins.store.ts';
import { hashPassword, isOutdated, matches } from './password.ts';
import { DbLimiter } from './throttle.store.ts';
import { traceCall, traceSignIn, traceSignOut, traceSuspended } from './trace.service.ts';

export interface SignInDeps {
  readonly db: Ctx['db'];
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Credentials {
  /** A login's name or e-mail. */
  readonly name: unknown;
  readonly password: unknown;
  readonly address: string;
  /** Sent with each call, by a script, rather than once by a person. */
  readonly calls?: boolean;
}

export interface SignedIn {
  readonly loginId: number;
  readonly accountId: number;
  readonly name: string;
  readonly level: Level;
  readonly lang: Lang | null;
}

/** Failures within a quarter of an hour. An address may be a whole company's. */
const perLogin = { name: 'login', points: 10, duration: 900 };
const perAddress = { name: 'address', points: 50, duration: 900 };

/**
 * Checks name and password. Throws `unauthenticated` for all that is wrong, alike in text and time, `too_many` with
 * the seconds to wait, and `forbidden` when the account is suspended: only the right password is told so.
 */
export async function signIn(deps: SignInDeps, given: Credentials): Promise<SignedIn> {
  const name = textOf(given.name).trim().toLowerCase();
  const password = textOf(given.password);
  const found = await findCandidate(deps, name);
  const counters = { login: loginKey(found, name, given.address), address: addressKey(given.address) };
  const failures = (await count(deps, counters, given.address)) - 1;
  const right = await matches(found?.passwordHash ?? null, password);
  if (!found || !right) throw new PanelError('unauthenticated', 'login.wrong');
  if (found.holds > 0) throw await suspended(deps, found, { ...counters, from: given.address });
  await forgive(deps, counters);
  if (isOutdated(found.passwordHash ?? '')) await storePassword(deps, found.id, await hashPassword(password));
  await enter(deps, found, { address: given.address, failures, calls: given.calls ?? false });
  return { loginId: found.id, accountId: found.accountId, name: found.name, level: found.level, lang: found.lang };
}

interface Entry {
  readonly address: string;
  readonly failures: number;
  readonly calls: boolean;
}

async function enter(deps: SignInDeps, found: Candidate, { address, failures, calls }: Entry): Promise<void> {
  await retrying(() =>
    deps.db.transaction(async (trx) => {
      const when = { db: trx, now: deps.now, address };
      await storeSignIn(when, found.id, deps.now, address);
      await (calls ? traceCall : traceSignIn)(when, found, failures);
    }),
  );
}

/** Records that somebody has signed out at the panel. */
export async function signOut(deps: SignInDeps, loginId: number, address: string): Promise<void> {
  await retrying(() => traceSignOut({ ...deps, address }, loginId));
}

/** MySQL takes the number 0 for any text, so nothing but text may get to a query. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The present password, asked again before something that matters; guesses count as failed sign-ins do. */
export async function confirmPassword(
  on: Pick<Ctx, 'db'>,
  login: { id: number; hash: string | null },
  { password, address }: { password: string; address: string },
): Promise<boolean> {
  const key = `confirm:${login.id}`;
  await consume(new DbLimiter(on, perLogin, address), key);
  const right = await matches(login.hash, password);
  if (right) await new DbLimiter(on, perLogin).delete(key);
  return right;
}

interface Counters {
  readonly login: string;
  readonly address: string;
}

/** Counts the attempt before it is tried, so that many at the same time do not get in under the limit; answers how many it has been for the login. */
async function count(deps: SignInDeps, counters: Counters, address: string): Promise<number> {
  await consume(new DbLimiter(deps, perAddress), counters.address);
  return consume(new DbLimiter(deps, perLogin, address), counters.login);
}

/** Answers how many attempts there have been, with this one. */
async function consume(limiter: DbLimiter, key: string): Promise<number> {
  try {
    return (await limiter.consume(key)).consumedPoints;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new PanelError('too_many', 'login.throttled', { seconds: Math.ceil(refusal.msBeforeNext / 1000) });
  }
}

async function forgive(deps: SignInDeps, counters: Counters): Promise<void> {
  await new DbLimiter(deps, perLogin).delete(counters.login);
  await new DbLimiter(deps, perAddress).reward(counters.address);
}

/**
 * Where a login was last used from counts by itself: strangers cannot lock its owner out. The name is hashed whether
 * anybody has it or not, and short: a longer key takes longer too.
 */
function loginKey(found: Candidate | undefined, name: string, address: string): string {
  const hashed = createHash('sha256').update(name).digest('hex').slice(0, 16);
  if (!found) return `name:${hashed}`;
  return found.lastAddress === address ? `known:${found.id}` : `id:${found.id}`;
}

/** One customer of a provider has a whole /64 of IPv6. */
function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const behind = tail.split(':').filter((group) => group !== '');
  const filled = address.includes('::')
    ? [...groups, ...Array<string>(8 - groups.length - behind.length).fill('0'), ...behind]
    : groups;
  return filled
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * Not a guess, so it is taken out of the counters of guesses into one that has no limit and is only for the journal. The
 * first is recorded at once: only who has the password waits for that.
 */
async function suspended(
  deps: SignInDeps,
  found: Candidate,
  counters: Counters & { readonly from: string },
): Promise<PanelError> {
  await new DbLimiter(deps, perLogin).reward(counters.login);
  await new DbLimiter(deps, perAddress).reward(counters.address);
  const counted = await new DbLimiter(deps, perLogin, counters.from).penalty(`suspended:${found.id}`);
  if (counted.consumedPoints === 1) await retrying(() => traceSuspended({ ...deps, address: counters.from }, found));
  const reason = await reasonOf(deps, found.accountId);
  return reason === ''
    ? new PanelError('forbidden', 'login.suspended')
    : new PanelError('forbidden', 'login.suspended_reason', { reason });
}

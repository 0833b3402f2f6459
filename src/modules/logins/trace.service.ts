import { randomUUID } from 'node:crypto';
import { audit, scopeOf, type AuditObject, type Change, type Doer } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { findWhose, hasCalledSince, type Whose } from './logins.store.ts';
import { endedCounters, forgetOthers, removeEnded, type Ended } from './throttle.store.ts';

interface When {
  readonly db: Ctx['db'];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly address: string;
}

const day = 86_400_000;
const mostEnded = 1000;
/** No login can have this name: there is a space in it. */
const stranger = { loginId: null, name: 'not signed in' };

/** One has signed in at the panel. `failures` are the attempts before that were wrong, where it is still known. */
export async function traceSignIn(when: When, whose: Whose, failures: number): Promise<void> {
  await trace(when, whose, 'login.signin', countOf({ failures }));
}

/** Scripts send name and password with each call: that they come from an address is told once a day. */
export async function traceCall(when: When, whose: Whose, failures: number): Promise<void> {
  const place = { login: whose.name, address: written(when.address) };
  if (await hasCalledSince(when, place, when.now - day)) return;
  await trace(when, whose, 'login.call', countOf({ failures }));
}

/** The right password of a suspended account has been refused, for the first time within a counter: it tells of the others. */
export async function traceSuspended(when: When, whose: Whose): Promise<void> {
  const change = { after: { attempts: 1, why: 'suspended' } };
  await audit(doerOf(when, whose, stranger), 'login.refused', objectOf(whose), change);
}

/** A login has signed out; one that is deleted by now has nobody to be told. */
export async function traceSignOut(when: When, loginId: number): Promise<void> {
  const whose = await findWhose(when, loginId);
  if (whose) await trace(when, whose, 'login.signout');
}

/**
 * Makes one record of each counter of failed attempts that has ended, for logins there are, and removes it. Not at the
 * attempt itself: what takes longer for a name that exists tells which names do.
 */
export async function settleCounters(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    for (const counter of await endedCounters(tx, tx.now, mostEnded))
      if (await removeEnded(tx, counter)) await traceRefusals(tx, counter);
  });
  await forgetOthers(ctx, ctx.now);
}

async function traceRefusals(tx: Ctx, { loginId, kind, attempts, address }: Ended): Promise<void> {
  const whose = await findWhose(tx, loginId);
  const untold = kind === 'suspended' ? attempts - 1 : attempts;
  if (!whose || untold <= 0) return;
  const why = kind === 'suspended' ? { why: kind } : {};
  const real = kind === 'confirm' ? { loginId: whose.id, name: whose.name } : stranger;
  await audit(doerOf({ ...tx, address }, whose, real), 'login.refused', objectOf(whose), {
    after: { attempts: untold, ...why },
  });
}

async function trace(when: When, whose: Whose, func: string, change?: Change): Promise<void> {
  await audit(doerOf(when, whose, { loginId: whose.id, name: whose.name }), func, objectOf(whose), change);
}

const countOf = (counts: Readonly<Record<string, number>>): Change =>
  Object.values(counts).some((n) => n > 0) ? { after: counts } : {};

const doerOf = ({ db, now, address }: When, whose: Whose, real: Pick<Doer['real'], 'loginId' | 'name'>): Doer => ({
  db,
  now,
  opId: randomUUID(),
  viewer: { id: whose.accountId, name: whose.account },
  real: { ...real, address: written(address) },
});

/** As long as its column. */
const written = (address: string): string => address.slice(0, 45);

const objectOf = ({ id, name, accountId, level, parentId }: Whose): AuditObject => ({
  kind: 'login',
  id,
  name,
  subjectId: accountId,
  scopeId: scopeOf({ id: accountId, level, parentId }),
});

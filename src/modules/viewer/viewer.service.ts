import type { Knex } from 'knex';
import type { Acting, Ctx, Level, Viewer } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { fromBits } from '../../kernel/features.ts';
import { mayCall } from '../../panel/access.ts';
import type { Registry } from '../../panel/define.ts';
import type { AllListPrefs } from '../../panel/list-prefs.ts';
import { findFunc } from '../../panel/registry.ts';
import { rulesOf } from '../access/index.ts';
import { actingIdle, findChain, touchGrant, type Entered } from '../acting/index.ts';
import { readPrefs } from '../profile/index.ts';
import { findSignedIn, type SignedInRow } from './viewer.store.ts';

/** Who is at the keyboard, and with whose rights. */
export interface Present {
  readonly loginId: number;
  readonly login: string;
  /** The account the login belongs to. */
  readonly own: Viewer;
  readonly viewer: Viewer;
  readonly acting: Acting | null;
  /** The panel entered is stopped: only those above can still look into it. */
  readonly stopped: boolean;
  /** Where Return leads, below the panel it was entered from. */
  readonly returnTo: string;
  readonly lang: string | null;
  readonly tz: string | null;
  readonly shortcuts: boolean;
  readonly lists: AllListPrefs;
  /** Tickets that wait for an answer of the panel being worked in. */
  readonly ticketsWaiting: number;
  /** Notifications of the person that have not been seen. */
  readonly bell: number;
  /** What the panel's account keeps of those below it; null in a panel entered. */
  readonly kept: Required<Ctx>['kept'] | null;
}

interface Asked {
  readonly db: Knex;
  readonly registry: Registry;
  readonly loginId: number;
  readonly sessionId: string;
  readonly grantId: string | null;
  readonly now: number;
  /** The login, when it has been read with its session. */
  readonly signedIn?: SignedInRow | undefined;
}

/** Checks again, on every request, that the login may still be here; null: it may not, and its session is over. */
export async function findPresent(asked: Asked): Promise<Present | null> {
  const row = asked.signedIn ?? (await findSignedIn(asked.db, asked.loginId));
  if (!row || row.holds + (row.parent_holds ?? 0) > 0) return null;
  const own = ownViewer(row);
  const prefs = readPrefs(row.prefs);
  const person = {
    loginId: row.login_id,
    login: row.login,
    own,
    lang: row.lang,
    tz: row.tz,
    shortcuts: prefs.shortcuts,
    lists: prefs.lists ?? {},
    ticketsWaiting: row.tickets_waiting,
    bell: row.bell,
  };
  if (asked.grantId === null)
    return { ...person, viewer: own, acting: null, stopped: false, returnTo: '/', kept: keptOf(row) };
  return { ...person, kept: null, ...(await entered(asked, own, asked.grantId)) };
}

const keptOf = (row: SignedInRow): Present['kept'] => ({
  of: row.account_id,
  reseller: { everyone: row.resellers_used, held: row.resellers_held, near: row.resellers_near },
  user: { everyone: row.users_used, held: row.users_held, near: row.users_near },
});

const ownViewer = (row: SignedInRow): Viewer => ({
  id: row.account_id,
  level: row.level,
  name: row.name,
  parentId: row.parent_id,
  features: fromBits(row.features & (row.parent_features ?? -1)),
  rules: rulesOf(row.login_rules, row.rules, row.parent_rules),
});

/** Walks down the grants from one's own account: each must lead below the last, and be something the last may still do. */
async function entered(
  asked: Asked,
  own: Viewer,
  grantId: string,
): Promise<Pick<Present, 'viewer' | 'acting' | 'stopped' | 'returnTo' | 'ticketsWaiting'>> {
  const grants = await findChain(asked.db, grantId, asked.sessionId);
  const last = grants.at(-1);
  const whole = last?.id === grantId && grants.length === (last.parent_grant_id === null ? 1 : 2);
  if (!whole) throw over();
  let at = own;
  const chain: Acting['chain'][number][] = [{ name: own.name, level: own.level, href: '/' }];
  for (const grant of grants) {
    if (!isOpen(grant, asked) || !mayEnter(at, grant, asked.registry)) throw over();
    at = enteredViewer(grant);
    chain.push({ name: at.name, level: at.level, href: `/as/${grant.id}/` });
  }
  await touch(asked, grants);
  return {
    viewer: at,
    acting: { grantId, chain },
    stopped: last.holds + last.parent_holds > 0,
    ticketsWaiting: last.tickets_waiting,
    returnTo: last.return_to,
  };
}

const over = (): PanelError => new PanelError('forbidden', 'error.acting_ended');

const isOpen = (grant: Entered, { loginId, now }: Asked): boolean =>
  grant.login_id === loginId &&
  grant.ended_at === null &&
  grant.deleted_at === null &&
  now - grant.seen_at < actingIdle;

function mayEnter(from: Viewer, grant: Entered, registry: Registry): boolean {
  const below = from.level === 'admin' ? grant.level !== 'admin' : grant.parent_id === from.id;
  const enter = findFunc(registry, `${grant.level}.enter`);
  return below && enter !== undefined && mayCall(from, enter);
}

const enteredViewer = (grant: Entered): Viewer => ({
  id: grant.account_id,
  level: grant.level satisfies Level,
  name: grant.name,
  parentId: grant.parent_id,
  features: fromBits(grant.features & grant.parent_features),
  rules: rulesOf(grant.rules, grant.parent_rules),
});

/** At most a write a minute, like the session's. */
const touchEvery = 60_000;

async function touch({ db, now }: Asked, grants: readonly Entered[]): Promise<void> {
  for (const grant of grants) if (now - grant.seen_at >= touchEvery) await touchGrant(db, grant.id, now);
}

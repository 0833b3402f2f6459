import type { Knex } from 'knex';
import { fixedQuery } from '../../db/fixed.ts';
import { retrying } from '../../db/retry.ts';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { SessionRecord } from '../session/index.ts';

/** A login with its account and that account's parent, in one row. */
export interface SignedInRow {
  login_id: number;
  login: string;
  lang: string | null;
  tz: string | null;
  prefs: string;
  login_rules: string;
  account_id: number;
  name: string;
  level: Level;
  parent_id: number | null;
  features: number;
  rules: string;
  holds: number;
  tickets_waiting: number;
  bell: number;
  resellers_used: number;
  resellers_held: number;
  resellers_near: number;
  users_used: number;
  users_held: number;
  users_near: number;
  parent_features: number | null;
  parent_rules: string | null;
  parent_holds: number | null;
}

const columns = {
  login_id: 'l.id',
  login: 'l.login',
  lang: 'l.lang',
  tz: 'l.tz',
  prefs: 'l.prefs',
  login_rules: 'l.rules',
  account_id: 'a.id',
  name: 'a.name',
  level: 'a.level',
  parent_id: 'a.parent_id',
  features: 'a.features',
  rules: 'a.rules',
  holds: 'a.holds',
  tickets_waiting: 'a.tickets_waiting',
  bell: 'l.bell',
  resellers_used: 'a.resellers_used',
  resellers_held: 'a.resellers_held',
  resellers_near: 'a.resellers_near',
  users_used: 'a.users_used',
  users_held: 'a.users_held',
  users_near: 'a.users_near',
  parent_features: 'p.features',
  parent_rules: 'p.rules',
  parent_holds: 'p.holds',
} satisfies Record<keyof SignedInRow, string>;

/** A login, unless it or its account is deleted. */
export async function findSignedIn(db: Knex, loginId: number): Promise<SignedInRow | undefined> {
  return retrying(() =>
    db('logins as l')
      .join('accounts as a', 'a.id', 'l.account_id')
      .leftJoin('accounts as p', 'p.id', 'a.parent_id')
      .where('l.id', loginId)
      .whereNull('l.deleted_at')
      .whereNull('a.deleted_at')
      .first<SignedInRow | undefined>(columns),
  );
}

/** What only the list of sessions shows is left out. */
type OfSession = Omit<SessionRecord, 'user_agent' | 'device'>;

const sessionColumns = {
  id: 's.id',
  data: 's.data',
  address: 's.address',
  created_at: 's.created_at',
  seen_at: 's.seen_at',
  expires_at: 's.expires_at',
} satisfies Record<Exclude<keyof OfSession, 'login_id'>, string>;

const visitColumns = { ...sessionColumns, ...columns };

export type Visit = OfSession & SignedInRow;

const visit = fixedQuery<Visit, Record<string, never>, 'session' | 'now'>((db, _, given) =>
  db('sessions as s')
    .join('logins as l', 'l.id', 's.login_id')
    .join('accounts as a', 'a.id', 'l.account_id')
    .leftJoin('accounts as p', 'p.id', 'a.parent_id')
    .where('s.id', given('session'))
    .where('s.expires_at', '>', given('now'))
    .whereNull('l.deleted_at')
    .whereNull('a.deleted_at')
    .first(visitColumns),
);

/** A session that has not ended, and whose it is: what every request of somebody signed in begins with. */
export async function findVisit({ db }: Pick<Ctx, 'db'>, sessionId: string, now: number): Promise<Visit | undefined> {
  const [row] = await retrying(() => visit(db, {}, { session: sessionId, now }));
  return row;
}

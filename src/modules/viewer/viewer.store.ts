import type { Knex } from 'knex';
import { retrying } from '../../db/retry.ts';
import type { Level } from '../../kernel/ctx.ts';

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
  parent_features: number | null;
  parent_rules: string | null;
  parent_holds: number | null;
}

/** The login of a session, unless it or its account is deleted. */
export async function findSignedIn(db: Knex, loginId: number): Promise<SignedInRow | undefined> {
  return retrying(() =>
    db('logins as l')
      .join('accounts as a', 'a.id', 'l.account_id')
      .leftJoin('accounts as p', 'p.id', 'a.parent_id')
      .where('l.id', loginId)
      .whereNull('l.deleted_at')
      .whereNull('a.deleted_at')
      .first<SignedInRow | undefined>(
        'l.login',
        'l.lang',
        'l.tz',
        'l.prefs',
        'a.name',
        'a.level',
        'a.parent_id',
        'a.features',
        'a.rules',
        'a.holds',
        {
          login_id: 'l.id',
          login_rules: 'l.rules',
          account_id: 'a.id',
          parent_features: 'p.features',
          parent_rules: 'p.rules',
          parent_holds: 'p.holds',
        },
      ),
  );
}

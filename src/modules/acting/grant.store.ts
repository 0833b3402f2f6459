import type { Knex } from 'knex';
import { retrying } from '../../db/retry.ts';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { GrantRecord } from './grant.table.ts';

/** A grant with the account it leads to and that one's parent. */
export interface Entered extends GrantRecord {
  name: string;
  level: Level;
  parent_id: number | null;
  features: number;
  rules: string;
  holds: number;
  tickets_waiting: number;
  deleted_at: number | null;
  parent_name: string;
  parent_level: Level;
  parent_features: number;
  parent_rules: string;
  parent_holds: number;
}

/** The grant and the one it was entered from, outermost first. Only those of this session. */
export async function findChain(db: Knex, id: string, sessionId: string): Promise<Entered[]> {
  const parentOf = db('acting_grants').where({ id, session_id: sessionId }).select('parent_grant_id');
  return retrying(() =>
    db('acting_grants as g')
      .join('accounts as a', 'a.id', 'g.account_id')
      .join('accounts as p', 'p.id', 'a.parent_id')
      .where('g.session_id', sessionId)
      .where((either) => void either.where('g.id', id).orWhereIn('g.id', parentOf))
      .orderByRaw('case when g.id = ? then 1 else 0 end', [id])
      .select<Entered[]>(
        'g.*',
        'a.name',
        'a.level',
        'a.parent_id',
        'a.features',
        'a.rules',
        'a.holds',
        'a.tickets_waiting',
        'a.deleted_at',
        {
          parent_name: 'p.name',
          parent_level: 'p.level',
          parent_features: 'p.features',
          parent_rules: 'p.rules',
          parent_holds: 'p.holds',
        },
      ),
  );
}

export async function insertGrant(tx: Ctx, grant: GrantRecord): Promise<void> {
  await tx.db('acting_grants').insert(grant);
}

export async function touchGrant(db: Knex, id: string, now: number): Promise<void> {
  await retrying(() => db('acting_grants').where({ id }).update({ seen_at: now }));
}

/** Ends a grant and what was entered from inside it: leaving a panel leaves those entered from it. */
export async function endGrant(tx: Ctx, id: string): Promise<void> {
  await tx
    .db('acting_grants')
    .where((either) => {
      void either.where({ id }).orWhere({ parent_grant_id: id });
    })
    .whereNull('ended_at')
    .update({ ended_at: tx.now });
}

/** Removes grants that have not been used since a time. */
export async function forgetGrants({ db }: Ctx, before: number): Promise<number> {
  const old = db('acting_grants').where('seen_at', '<', before);
  await old.clone().whereNotNull('parent_grant_id').del();
  return old.whereNull('parent_grant_id').del();
}

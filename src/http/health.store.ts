import type { Knex } from 'knex';

/** Throws when the database does not answer. */
export async function ping(db: Knex): Promise<void> {
  await db.raw('select 1');
}

import type { Knex } from 'knex';
import { isDuplicate } from './dialect.ts';

declare module 'knex/types/tables.js' {
  interface Tables {
    leases: LeaseRecord;
    migration_leases: LeaseRecord;
  }
}

interface LeaseRecord {
  name: string;
  holder: string;
  expires_at: number;
}

/** A claim on a name until a time, held as a row, so that it is seen on every node and outlives nobody. Times are epoch ms. */
export interface Lease {
  readonly table: 'leases' | 'migration_leases';
  readonly name: string;
  readonly holder: string;
}

/** Whether the lease was free, or its time was over, and is now ours. */
export async function takeLease(db: Knex, lease: Lease, now: number, expiresAt: number): Promise<boolean> {
  const { table, name, holder } = lease;
  const changed = await db(table)
    .where({ name })
    .where('expires_at', '<=', now)
    .update({ holder, expires_at: expiresAt });
  if (changed === 1) return true;
  try {
    await db(table).insert({ name, holder, expires_at: expiresAt });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return false;
  }
}

/** Moves the end of a lease that is still ours; to 0 to give it back. */
export async function moveLease(db: Knex, { table, name, holder }: Lease, expiresAt: number): Promise<void> {
  await db(table).where({ name, holder }).update({ expires_at: expiresAt });
}

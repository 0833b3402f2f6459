import type { Knex } from 'knex';
import { moveLease, takeLease, type Lease } from '../db/lease.ts';
import { retrying } from '../db/retry.ts';

/**
 * Runs work when no other process is at it, and says whether it did. The lease is given back when the work ends;
 * `ttlMs` must be longer than the work can last, for then another may begin. `now` is epoch ms, `holder` one's own name.
 */
export async function withLease(
  db: Knex,
  claim: { readonly name: string; readonly holder: string; readonly ttlMs: number; readonly now: number },
  work: () => Promise<void>,
): Promise<boolean> {
  const lease: Lease = { table: 'leases', name: claim.name, holder: claim.holder };
  if (!(await retrying(() => takeLease(db, lease, claim.now, claim.now + claim.ttlMs)))) return false;
  try {
    await work();
  } finally {
    await retrying(() => moveLease(db, lease, 0));
  }
  return true;
}

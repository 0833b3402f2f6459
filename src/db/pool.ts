import type { Knex } from 'knex';
import { KnexPool } from 'knex/lib/pool.js';

/**
 * knex's pool, for which handing over a connection means two timers and ten promises, even if one lies free. Here what
 * lies free is handed over at once. Everything else is the pool's own: who waits, for how long, and what is closed.
 */
export class QuickPool<T extends object> extends KnexPool<T> {
  /** The connection that the pool would hand over next, if nobody waits for one. */
  next(): T | undefined {
    if (this.destroyed || this.pendingAcquires.length > 0) return undefined;
    const next = this.free.at(-1)?.resource;
    // So knex marks what is to be closed.
    return next === undefined || '__knex__disposed' in next ? undefined : next;
  }

  /** Notes the next connection as used. Whoever takes it gives it back by `release`, as any other. */
  takeNext(): void {
    const next = this.free.pop();
    if (next !== undefined) this.used.push(next);
  }
}

/** The next connection, taken, if it works: the pool asks the client the same, but of one that does not it makes another. */
export function takeAtOnce<T extends object>(client: Knex.Client, pool: QuickPool<T> | undefined): T | undefined {
  const next = pool?.next();
  if (pool === undefined || next === undefined) return undefined;
  // The types promise a promise. Should there be one, it is left to the pool to wait for it.
  if ((client.validateConnection(next) as unknown) !== true) return undefined;
  pool.takeNext();
  return next;
}

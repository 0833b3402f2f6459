import type { Knex } from 'knex';
import { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import './logins.table.ts';

interface Counted {
  readonly points: number;
  readonly expire: number | null;
}

export interface Allowance {
  readonly name: string;
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

/**
 * Counters in our own table, shared by all processes. The library's own stores want the driver's bare connection
 * and the name of a stock driver; this one goes through knex, so locks and lost connections are handled as everywhere.
 */
export class DbLimiter extends RateLimiterStoreAbstract {
  readonly #db: Knex;

  constructor({ db }: Pick<Ctx, 'db'>, { name, points, duration }: Allowance) {
    super({ storeClient: db, keyPrefix: name, points, duration });
    this.#db = db;
  }

  /** Called by the library: adds points, or sets them when `force`. */
  async _upsert(key: string, points: number, msDuration: number, force = false): Promise<Counted> {
    const now = Date.now();
    return retrying(() =>
      this.#db.transaction(async (trx) => {
        const row = trx('throttle').where({ key });
        await (force ? row.clone() : row.clone().where('expire', '<=', now)).del();
        await trx('throttle')
          .insert({ key, points, expire: now + msDuration })
          .onConflict('key')
          .merge({ points: trx.raw('throttle.points + ?', [points]) as unknown as number });
        const counted = await row.first('points', 'expire');
        return counted ?? { points, expire: now + msDuration };
      }),
    );
  }

  async _get(key: string): Promise<Counted | null> {
    const row = await this.#db('throttle').where({ key }).where('expire', '>', Date.now()).first('points', 'expire');
    return row ?? null;
  }

  async _delete(key: string): Promise<boolean> {
    return (await retrying(() => this.#db('throttle').where({ key }).del())) > 0;
  }

  _getRateLimiterRes(_key: string, changed: number, { points, expire }: Counted): RateLimiterRes {
    const left = expire === null ? -1 : Math.max(0, expire - Date.now());
    return new RateLimiterRes(Math.max(0, this.points - points), left, points, points === changed);
  }
}

/** Removes counters that ended before a time (epoch ms). */
export async function forgetCounters({ db }: Pick<Ctx, 'db'>, before: number): Promise<number> {
  return retrying(() => db('throttle').where('expire', '<', before).del());
}

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js';
import { startsWith } from '../../db/dialect.ts';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import type { ThrottleRecord } from './logins.table.ts';

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
  readonly #address: string;

  /** `address`: whence the attempt comes, kept for the journal. */
  constructor({ db }: Pick<Ctx, 'db'>, { name, points, duration }: Allowance, address = '') {
    super({ storeClient: db, keyPrefix: name, points, duration });
    this.#db = db;
    this.#address = address.slice(0, 45);
  }

  /** Called by the library: adds points, or sets them when `force`. A counter that has ended is put aside, to be settled. */
  async _upsert(key: string, points: number, msDuration: number, force = false): Promise<Counted> {
    const now = Date.now();
    return retrying(() =>
      this.#db.transaction(async (trx) => {
        const row = trx('throttle').where({ key });
        if (force) await row.clone().del();
        else await putAside(row.clone().where('expire', '<=', now), key);
        await trx('throttle')
          .insert({ key, points, expire: now + msDuration, address: this.#address })
          .onConflict('key')
          .merge({
            points: trx.raw('throttle.points + ?', [points]) as unknown as number,
            ...(this.#address !== '' && { address: this.#address }),
          });
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

const putAside = async (ended: Knex.QueryBuilder<ThrottleRecord>, key: string): Promise<void> => {
  await ended.update({ key: `${key}:${randomUUID()}` });
};

/** A counter of a login that has run out. */
export interface Ended {
  readonly key: string;
  readonly expire: number | null;
  readonly loginId: number;
  /** `confirm`: made by who had signed in, asked for the password again; `suspended`: with the right password. */
  readonly kind: Kind;
  readonly attempts: number;
  readonly address: string;
}

const kinds = ['known', 'id', 'confirm', 'suspended'] as const;
type Kind = (typeof kinds)[number];
const ofLogins = kinds.map((kind) => `login:${kind}:`);

export async function endedCounters({ db }: Pick<Ctx, 'db'>, now: number, limit: number): Promise<Ended[]> {
  const rows = await db('throttle')
    .where('expire', '<=', now)
    .where((either) => {
      for (const beginning of ofLogins) void either.orWhere(startsWith(db, 'key', beginning));
    })
    .limit(limit);
  return rows.map(({ key, expire, points, address }) => {
    const [, kind, id] = key.split(':');
    return { key, expire, loginId: Number(id), kind: kind as Kind, attempts: points, address };
  });
}

/** Whether it was there to be removed: one begun anew meanwhile is another. */
export async function removeEnded({ db }: Pick<Ctx, 'db'>, { key, expire }: Ended): Promise<boolean> {
  return (await db('throttle').where({ key, expire }).del()) > 0;
}

/** Removes what has run out of addresses and of names that nobody has. */
export async function forgetOthers({ db }: Pick<Ctx, 'db'>, now: number): Promise<void> {
  const rows = db('throttle').where('expire', '<=', now);
  for (const beginning of ofLogins) void rows.whereNot(startsWith(db, 'key', beginning));
  await retrying(() => rows.del());
}

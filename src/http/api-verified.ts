import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { PanelError } from '../kernel/errors.ts';
import { findCandidate, signIn } from '../modules/logins/index.ts';
import type { Deps } from './deps.ts';

export interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

interface Found {
  readonly loginId: number;
  readonly name: string;
  /** The stored hash the password was right for; null when that is not known for certain. */
  readonly hash: string | null;
}

interface Entry {
  readonly mac: Buffer;
  readonly until: number;
  readonly found: Promise<Found>;
}

/** Milliseconds for which a password is not put through argon2 again. */
const remembered = 5 * 60_000;
const mostEntries = 1000;

/**
 * Sign-in for callers that send name and password with each call: argon2 and its counters once in five minutes, and
 * once for calls at the same time. What is remembered is a MAC under a key that never leaves this process, good for one
 * address and as long as the stored hash stays the same. A wrong guess drops it, so guesses are counted as ever.
 */
export class Verified {
  readonly #deps: Deps;
  readonly #key = randomBytes(32);
  readonly #entries = new Map<string, Entry>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers the login; throws what `signIn` throws. The same credentials can often be read in two ways: either may be right. */
  async signIn(readings: readonly NameAndPassword[], address: string): Promise<number> {
    const place = `${address} ${nameOf(readings[0]?.name ?? '').slice(0, 254)}`;
    const mac = createHmac('sha256', this.#key).update(JSON.stringify(readings)).digest();
    const entry = this.#entries.get(place);
    if (entry && entry.until > this.#deps.clock() && timingSafeEqual(entry.mac, mac)) {
      const { loginId, name, hash } = await entry.found;
      if (hash !== null && (await this.#hashOf(name)) === hash) return loginId;
    }
    return this.#check(place, mac, this.#findOut(readings, address));
  }

  async #check(place: string, mac: Buffer, found: Promise<Found>): Promise<number> {
    const entry = { mac, until: this.#deps.clock() + remembered, found };
    this.#entries.delete(place);
    this.#entries.set(place, entry);
    this.#dropOldest();
    try {
      return (await found).loginId;
    } catch (error) {
      if (this.#entries.get(place) === entry) this.#entries.delete(place);
      throw error;
    }
  }

  async #findOut(readings: readonly NameAndPassword[], address: string): Promise<Found> {
    let refusal = new PanelError('unauthenticated', 'login.wrong');
    for (const reading of readings) {
      try {
        return await this.#tryOne(reading, address);
      } catch (error) {
        if (!(error instanceof PanelError) || error.code !== 'unauthenticated') throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  /** The hash is known to be the one checked only when it was there before and is there after. */
  async #tryOne({ name, password }: NameAndPassword, address: string): Promise<Found> {
    const before = await this.#hashOf(name);
    const credentials = { name, password, address, calls: true };
    const { loginId } = await signIn({ db: this.#deps.db, now: this.#deps.clock() }, credentials);
    const after = await this.#hashOf(name);
    return { loginId, name, hash: before === after ? after : null };
  }

  /** None of a suspended account: its calls are refused, and told to the journal, as sign-ins are. */
  async #hashOf(name: string): Promise<string | null> {
    const found = await findCandidate(this.#deps, nameOf(name));
    return found === undefined || found.holds > 0 ? null : found.passwordHash;
  }

  #dropOldest(): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}

/** As sign-in reads names. */
const nameOf = (name: string): string => name.trim().toLowerCase();

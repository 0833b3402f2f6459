import type { Desired } from '../../kernel/host.ts';

/** Whose a name is. */
export interface Host {
  readonly domain: string;
  /** null: the site is gone, its account is not. */
  readonly site: number | null;
  readonly account: number;
  /** Name of the account. */
  readonly owner: string;
}

/** What is remembered of a site, so that its last lines find its account. */
export interface Remembered {
  readonly account: number;
  /** Epoch ms when it was found to be gone; null: it is there. */
  readonly gone: number | null;
}

/** For so long lines may still be written for a site that is gone: downloads end late. */
const farewell = 60 * 60_000;

/** Brings what is remembered up to date. */
export function remember(known: Map<string, Remembered>, { accounts, sites }: Desired, now: number): void {
  const living = new Set(accounts.map(({ id }) => id));
  const present = new Set(sites.map(({ domain }) => domain.toLowerCase()));
  for (const [domain, { account, gone }] of known) {
    if (!living.has(account) || (gone !== null && now - gone > farewell)) known.delete(domain);
    else if (gone === null && !present.has(domain)) known.set(domain, { account, gone: now });
  }
  for (const { domain, accountId } of sites)
    if (living.has(accountId)) known.set(domain.toLowerCase(), { account: accountId, gone: null });
}

/** All names that count: of sites, then of those gone, each with `www.` unless that is a site of its own. */
export function hostsOf({ accounts, sites }: Desired, known: ReadonlyMap<string, Remembered>): HostTable {
  const owners = new Map(accounts.map(({ id, name }) => [id, name]));
  const siteIds = new Map(sites.map(({ domain, id }) => [domain.toLowerCase(), id]));
  const hosts = [...known].map(([domain, { account }]): Host | null => {
    const owner = owners.get(account);
    return owner === undefined ? null : { domain, site: siteIds.get(domain) ?? null, account, owner };
  });
  return new HostTable(hosts.filter((host) => host !== null));
}

/** Finds hosts by the bytes of a line, without making texts of them: anybody may ask for any number of names. */
export class HostTable {
  readonly hosts: readonly Host[];
  readonly #names: Buffer;
  /** Of each name: where it begins in `#names`, where it ends, and its host. */
  readonly #entries: Int32Array;
  /** Open addressing: numbers of entries, -1 is free. */
  readonly #slots: Int32Array;

  constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
    const names = namesOf(hosts);
    this.#names = Buffer.from([...names.keys()].join(''), 'latin1');
    this.#entries = new Int32Array(names.size * 3);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(names.size * 2 + 2))).fill(-1);
    let [entry, at] = [0, 0];
    for (const [name, host] of names) {
      this.#entries.set([at, at + name.length, host], entry * 3);
      this.#slots[this.#slotOf(this.#names, at, at + name.length)] = entry;
      entry += 1;
      at += name.length;
    }
  }

  /** Number of the host in `hosts`; -1: nobody's. */
  find(bytes: Buffer, from: number, to: number): number {
    const entry = this.#slots[this.#slotOf(bytes, from, to)] ?? -1;
    return entry === -1 ? -1 : (this.#entries[entry * 3 + 2] ?? -1);
  }

  /** The slot of the name, or the free one where it belongs. */
  #slotOf(bytes: Buffer, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ lower(bytes[at] ?? 0), 0x01000193);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? -1;
      if (entry === -1 || this.#isName(entry, bytes, from, to)) return slot;
    }
  }

  #isName(entry: number, bytes: Buffer, from: number, to: number): boolean {
    const begins = this.#entries[entry * 3] ?? 0;
    const length = (this.#entries[entry * 3 + 1] ?? 0) - begins;
    if (length !== to - from) return false;
    for (let at = 0; at < length; at += 1) if (lower(bytes[from + at] ?? 0) !== this.#names[begins + at]) return false;
    return true;
  }
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

function namesOf(hosts: readonly Host[]): Map<string, number> {
  const names = new Map<string, number>();
  const add = (name: string, host: number): void => {
    if (!names.has(name)) names.set(name, host);
  };
  // A site that is there comes before the `www.` of another, and both before what is gone.
  for (const gone of [false, true]) {
    const some = [...hosts.entries()].filter(([, { site }]) => (site === null) === gone);
    for (const [index, { domain }] of some) add(domain, index);
    for (const [index, { domain }] of some) add(`www.${domain}`, index);
  }
  return names;
}

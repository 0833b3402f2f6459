import type { Knex } from 'knex';
import { accountName, companyName, domainOf, Names, somebody, type Person } from '../../src/demo/people.ts';
import { randomFrom, type Random } from '../../src/demo/random.ts';
import { allFeatures, toBits } from '../../src/kernel/features.ts';
import { blank, searchOf } from '../../src/modules/accounts/account.service.ts';
import type { AccountRecord } from '../../src/modules/accounts/index.ts';
import { isNear, peakOf } from '../../src/modules/accounts/tree.ts';
import { searchText, wordsOf, type SearchKind } from '../../src/modules/search/search.store.ts';
import { readDomain } from '../../src/modules/sites/domain.ts';
import { Sink, withoutIndexes } from './bulk.ts';

export interface Size {
  readonly resellers: number;
  readonly users: number;
  readonly sites: number;
}

const now = Date.UTC(2026, 10, 21, 12);
const day = 86_400_000;
const GiB = 2 ** 30;
const GB = 10 ** 9;
const tables = ['accounts', 'logins', 'holds', 'sites', 'search_words'] as const;

/** From how many users on it pays to make the indexes afterwards. */
const many = 20_000;

/** Fills an empty database with a tree of this size, as the panel's services would have left it. */
export async function generate(db: Knex, size: Size): Promise<void> {
  const fill = (): Promise<void> => new Generator(db, size).run();
  if (size.users < many) await fill();
  else await withoutIndexes(db, tables, fill);
}

type Sinks = Record<(typeof tables)[number], Sink>;

class Generator {
  readonly #db: Knex;
  readonly #size: Size;
  readonly #random: Random = randomFrom(1);
  readonly #accountNames = new Names();
  readonly #domains = new Names();
  readonly #root: AccountRecord;
  #sinks: Sinks;
  #lastId = 1;
  #lastSite = 0;

  constructor(db: Knex, size: Size) {
    this.#db = db;
    this.#size = size;
    this.#root = { ...blank('admin', null, 'root', now - 2000 * day), id: 1, features: allFeatures };
    this.#accountNames.unique('root');
    this.#sinks = this.#sinksOn(db);
  }

  #sinksOn(db: Knex): Sinks {
    const accounts = new Sink(db, 'accounts');
    const others = tables
      .filter((table) => table !== 'accounts')
      .map((table) => [table, new Sink(db, table, accounts)]);
    return { accounts, ...Object.fromEntries(others) } as Sinks;
  }

  async run(): Promise<void> {
    await this.#db('accounts').insert(this.#root);
    await this.#db('logins').insert(loginOf(this.#root));
    const { resellers, users } = this.#size;
    let made = 0;
    for (let n = 1; n <= resellers;) {
      const trx = await this.#db.transaction();
      this.#sinks = this.#sinksOn(trx);
      for (const end = Math.min(resellers, n + 199); n <= end; n += 1) {
        const until =
          n === resellers ? users : Math.round((users * (n - 0.5 + this.#random.int(-45, 45) / 100)) / resellers);
        await this.#reseller(Math.max(0, until - made));
        made = Math.max(made, until);
      }
      for (const table of tables) await this.#sinks[table].flush();
      await trx.commit();
    }
    const { id, ...root } = this.#root;
    // Numbers here are rounded beyond 9 PB.
    const exact = await this.#db('accounts')
      .where({ level: 'reseller' })
      .first<Partial<AccountRecord>>(this.#db.raw('sum(disk_used) as disk_used, sum(traffic_used) as traffic_used'));
    await this.#db('accounts')
      .where({ id })
      .update({ ...root, ...exact });
  }

  async #reseller(count: number): Promise<void> {
    const row = this.#account('reseller', this.#root, somebody(this.#random), companyName(this.#random));
    row.features = allFeatures & ~toBits(this.#random.chance(0.3) ? ['shell'] : []);
    const users = Array.from({ length: count }, () => this.#user(row));
    row.oversell = this.#random.chance(0.2);
    row.users_max = this.#random.chance(0.1) ? null : above(count, [10, 25, 50, 100, 200, 500]);
    row.disk_max = above(row.disk_allocated / GiB, [50, 100, 250, 500, 1000, 2500, 5000]) * GiB;
    row.traffic_max = this.#random.chance(0.2)
      ? null
      : above(row.traffic_allocated / GB, [500, 1000, 5000, 10_000, 25_000]) * GB;
    row.peak = peakOf(row);
    await this.#write(row);
    this.#addToRoot(row);
    for (const { user, site } of users) {
      await this.#write(user);
      if (site) await this.#writeSite(user, site);
    }
  }

  #addToRoot(row: AccountRecord): void {
    const root = this.#root;
    root.resellers_used += 1;
    if (row.holds > 0) root.resellers_held += 1;
    if (isNear(row)) root.resellers_near += 1;
    for (const sum of ['users_used', 'users_held', 'users_near', 'disk_used', 'traffic_used', 'sites_used'] as const)
      root[sum] += row[sum];
    for (const resource of ['users', 'disk', 'traffic', 'sites'] as const)
      root[`${resource}_allocated`] += row[`${resource}_max`] ?? 0;
  }

  #account(level: 'reseller' | 'user', parent: AccountRecord, person: Person, name: string): AccountRecord {
    this.#lastId += 1;
    const row = blank(level, parent.id, this.#accountNames.unique(name), now - this.#random.int(1, 1500 * day));
    row.id = this.#lastId;
    row.display_name = person.shown;
    row.search = searchOf(row, parent);
    row.holds = this.#random.chance(0.03) ? 1 : 0;
    return row;
  }

  /** A user with its share of what its reseller uses and has promised; the reseller's sums are brought up to date. */
  #user(reseller: AccountRecord): { user: AccountRecord; site: string | null } {
    const random = this.#random;
    const person = somebody(random);
    const user = this.#account('user', reseller, person, accountName(random, person));
    const gib = random.pick([1, 2, 5, 10]);
    const site =
      this.#lastId % Math.max(1, Math.round(this.#size.users / this.#size.sites)) === 0
        ? domainOf(random, person, this.#domains)
        : null;
    user.features = toBits(['php', 'https', ...(random.chance(0.3) ? (['ssi'] as const) : [])]);
    Object.assign(user, { disk_max: gib * GiB, traffic_max: gib * 10 * GB, sites_max: gib * 3 });
    user.disk_own = user.disk_used =
      Math.round(gib * GiB * random.pick([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95])) + random.int(0, 10_000_000);
    user.traffic_own = user.traffic_used = random.int(0, gib * 8 * GB);
    user.sites_used = site === null ? 0 : 1;
    user.peak = peakOf(user);
    reseller.users_used += 1;
    if (user.holds > 0) reseller.users_held += 1;
    if (isNear(user)) reseller.users_near += 1;
    for (const resource of ['disk', 'traffic', 'sites'] as const) {
      reseller[`${resource}_used`] += user[`${resource}_used`];
      reseller[`${resource}_allocated`] += user[`${resource}_max`] ?? 0;
    }
    return { user, site };
  }

  async #write(row: AccountRecord): Promise<void> {
    await this.#sinks.accounts.add({ ...row });
    await this.#sinks.logins.add(loginOf(row));
    if (row.holds > 0)
      await this.#sinks.holds.add({
        account_id: row.id,
        kind: 'manual',
        placed_by: 1,
        placed_by_name: 'root',
        placed_by_level: 'admin',
        reason: 'Unpaid',
        placed_at: now,
      });
    await this.#writeWords(row.level as SearchKind, row.id, row.parent_id ?? 0, row.search);
  }

  async #writeSite(user: AccountRecord, domain: string): Promise<void> {
    this.#lastSite += 1;
    const { name, ascii } = readDomain(domain);
    const search = searchText(name, ascii, user.name);
    const owner = { account_id: user.id, parent_id: user.parent_id };
    await this.#sinks.sites.add({
      id: this.#lastSite,
      ...owner,
      name,
      ascii,
      living_ascii: ascii,
      features: user.features,
      search,
      created_at: user.created_at,
      deleted_at: null,
    });
    await this.#writeWords('site', this.#lastSite, user.parent_id ?? 0, search);
  }

  async #writeWords(kind: SearchKind, id: number, parentId: number, search: string): Promise<void> {
    for (const word of wordsOf(search))
      await this.#sinks.search_words.add({ kind, word, object_id: id, parent_id: parentId });
  }
}

const above = (least: number, sizes: readonly number[]): number =>
  sizes.find((size) => size >= least) ?? Math.ceil(least);

const loginOf = ({ id, name, created_at }: AccountRecord): Record<string, unknown> => ({
  account_id: id,
  login: name,
  living_login: name,
  owner: true,
  prefs: '{}',
  rules: '{}',
  created_at,
});

import {
  isNear,
  limitedAt,
  peakOf,
  resourceNames,
  resources,
  searchOf,
  type AccountRecord,
} from '../modules/accounts/index.ts';
import {
  childrenOf,
  everybody,
  livingResellersAfter,
  ownOf,
  sellersOf,
  type Below,
  type Own,
  type Promised,
  type Seller,
} from './account.store.ts';
import { pages, type On } from './fault.ts';

/** Everything that the kept numbers of one account follow from. */
export interface Facts {
  readonly own: Own;
  readonly below: Below;
  readonly promised: Promised;
  readonly resellersNear: number;
  readonly seller: Seller | undefined;
}

const nobody: Below = {
  users: 0,
  resellers: 0,
  disk: 0,
  traffic: 0,
  sites: 0,
  users_held: 0,
  users_near: 0,
  resellers_held: 0,
};
const nothing: Promised = { users: 0, disk: 0, traffic: 0, sites: 0 };

/** The facts of a page of accounts, in a fixed number of queries. */
export async function factsOf(ctx: On, rows: readonly AccountRecord[]): Promise<Map<number, Facts>> {
  const own = await ownOf(
    ctx,
    rows.map((row) => row.id),
  );
  const below = await childrenOf(
    ctx,
    rows.filter((row) => row.level !== 'user').map((row) => row.id),
  );
  const sellers = await sellersOf(
    ctx,
    rows.map((row) => row.parent_id).filter((id) => id !== null),
  );
  const facts = new Map<number, Facts>();
  for (const row of rows) {
    const root = row.level === 'admin';
    const children = below.get(row.id);
    facts.set(row.id, {
      own: own.get(row.id) ?? { sites: 0, holds: 0, waiting: 0, attachments: 0 },
      below: root ? await everybody(ctx) : (children ?? nobody),
      promised: children?.promised ?? nothing,
      resellersNear: root ? await countNearResellers(ctx) : 0,
      seller: sellers.get(row.parent_id ?? 0),
    });
  }
  return facts;
}

async function countNearResellers(ctx: On): Promise<number> {
  let near = 0;
  for await (const rows of pages(ctx, livingResellersAfter)) {
    const facts = await factsOf(ctx, rows);
    near += rows.filter((row) => isNear({ ...row, ...truthOf(row, facts.get(row.id)) })).length;
  }
  return near;
}

/** What should be kept of an account. */
export function truthOf(row: AccountRecord, facts: Facts | undefined): Partial<AccountRecord> {
  if (facts === undefined) throw new Error(`nothing is known of account ${row.id}`);
  const { own, below, promised } = facts;
  const used = {
    resellers_used: below.resellers,
    users_used: below.users,
    disk_used: row.disk_own + below.disk,
    traffic_used: row.traffic_own + below.traffic,
    sites_used: own.sites + below.sites,
  };
  const allocated = Object.fromEntries(resourceNames.map((name) => [`${name}_allocated`, promised[name]]));
  return {
    ...used,
    ...allocated,
    resellers_allocated: 0,
    holds: own.holds,
    tickets_waiting: own.waiting,
    attachments_used: own.attachments,
    users_held: below.users_held,
    users_near: below.users_near,
    resellers_held: below.resellers_held,
    resellers_near: facts.resellersNear,
    peak: peakOf({ ...row, ...used }),
    living_name: row.deleted_at === null ? row.name : null,
    ...(row.level === 'admin' ? {} : { search: searchOf(row, facts.seller) }),
  };
}

/** Where more has been promised on than there is, and no overselling is allowed. */
export function oversold(row: AccountRecord, { promised }: Facts): string[] {
  return limitedAt(row.level)
    .filter((name) => !(Boolean(row.oversell) && resources[name].oversell))
    .filter((name) => promised[name] > (row[`${name}_max`] ?? Infinity))
    .map(
      (name) =>
        `${name}_max is ${row[`${name}_max`] ?? 0}, but ${promised[name]} have been promised on without overselling`,
    );
}

import type { Knex } from 'knex';
import { isMysql } from '../db/dialect.ts';
import { retrying } from '../db/retry.ts';
import type { Ctx } from '../kernel/ctx.ts';
import type { On } from './fault.ts';
import { waitingStatuses } from '../modules/tickets/index.ts';
import { nearPercent, resources, resourceNames, type AccountRecord, type Resource } from '../modules/accounts/index.ts';

/** What the rows of sites, holds, tickets and attachments say of one account. */
export interface Own {
  readonly sites: number;
  readonly holds: number;
  /** Tickets that wait for its answer. */
  readonly waiting: number;
  /** Bytes. */
  readonly attachments: number;
}

/** What the living accounts below an account come to. */
export interface Below {
  readonly users: number;
  readonly resellers: number;
  readonly disk: number;
  readonly traffic: number;
  readonly sites: number;
  readonly users_held: number;
  readonly users_near: number;
  readonly resellers_held: number;
}

export type Promised = Readonly<Record<Resource, number>>;

/** Accounts in the order of their ids. */
export async function accountsAfter({ db }: On, id: number, limit: number): Promise<AccountRecord[]> {
  return db('accounts').where('id', '>', id).orderBy('id').limit(limit);
}

export async function livingResellersAfter({ db }: On, id: number, limit: number): Promise<AccountRecord[]> {
  const rows = db('accounts').where({ level: 'reseller', deleted_at: null }).where('id', '>', id);
  return rows.orderBy('id').limit(limit);
}

/** Names and levels of the parents. */
export async function sellersOf({ db }: On, ids: readonly number[]): Promise<Map<number, Seller>> {
  const rows: (Seller & { id: number })[] = await db('accounts')
    .whereIn('id', [...new Set(ids)])
    .select('id', 'name', 'level');
  return new Map(rows.map((row) => [row.id, row]));
}

export type Seller = Pick<AccountRecord, 'name' | 'level'>;

/** The account, locked against change until the transaction ends. */
export async function lockAccount({ db: tx }: Ctx, id: number): Promise<AccountRecord | undefined> {
  const row = tx('accounts').where({ id });
  return isMysql(tx) ? row.forUpdate().first() : row.first();
}

/** A transaction that only reads, so that nothing has to be remembered of it. */
export const reading = <T>(ctx: Ctx, work: (tx: Ctx) => Promise<T>): Promise<T> =>
  retrying(() => ctx.db.transaction((trx) => work({ ...ctx, db: trx })));

export async function ownOf({ db }: On, ids: readonly number[]): Promise<Map<number, Own>> {
  const counted = (rows: Knex.QueryBuilder): Promise<{ id: number; n: number }[]> =>
    rows.whereIn('account_id', ids).groupBy('account_id').select({ id: 'account_id' }).count({ n: '*' }) as never;
  const byId = async (rows: Knex.QueryBuilder): Promise<Map<number, number>> =>
    new Map((await counted(rows)).map(({ id, n }) => [id, n]));
  const sites = await byId(db('sites').whereNull('deleted_at'));
  const holds = await byId(db('holds'));
  const waiting = await byId(db('ticket_sides').where({ archived: false }).whereIn('status', waitingStatuses));
  const bytes = await attachedBy({ db }, ids);
  const of = (found: Map<number, number>, id: number): number => found.get(id) ?? 0;
  const own = (id: number): Own => ({
    sites: of(sites, id),
    holds: of(holds, id),
    waiting: of(waiting, id),
    attachments: of(bytes, id),
  });
  return new Map(ids.map((id) => [id, own(id)]));
}

async function attachedBy({ db }: On, ids: readonly number[]): Promise<Map<number, number>> {
  const rows: { id: number; bytes: number | string }[] = await db('ticket_attachments')
    .whereIn('account_id', ids)
    .whereNull('removed_at')
    .groupBy('account_id')
    .select({ id: 'account_id' })
    .sum({ bytes: 'size' });
  return new Map(rows.map(({ id, bytes }) => [id, Number(bytes)]));
}

/** Sums over the children of each of these accounts. */
export async function childrenOf(
  { db }: On,
  ids: readonly number[],
): Promise<Map<number, Below & { promised: Promised }>> {
  const sums = summed(db, (some) => void some.whereIn('parent_id', ids)).groupBy('t.parent_id');
  const promised = resourceNames.map((name) =>
    db.raw('sum(coalesce(??, 0)) as ??', [`t.${name}_max`, `promised_${name}`]),
  );
  const rows = await sums.select<Row[]>('t.parent_id', ...promised);
  return new Map(rows.map((row) => [Number(row['parent_id']), { ...belowOf(row), promised: promisedOf(row) }]));
}

/** Sums over everybody but the administrator's own account. */
export async function everybody({ db }: On): Promise<Below> {
  const [row] = (await summed(db, (some) => void some.whereNot('level', 'admin'))) as Row[];
  return belowOf(row ?? {});
}

type Row = Partial<Record<string, number | string | null>>;

const belowOf = (row: Row): Below => {
  const { users, resellers, disk, traffic, sites, users_held, users_near, resellers_held } = row;
  const sums = { users, resellers, disk, traffic, sites, users_held, users_near, resellers_held };
  return Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, Number(sum ?? 0)])) as unknown as Below;
};

const promisedOf = (row: Row): Promised =>
  Object.fromEntries(resourceNames.map((name) => [name, Number(row[`promised_${name}`] ?? 0)])) as Promised;

/** Living accounts with their sites and holds counted, then summed. Nothing here reads a number that is kept. */
function summed(db: Knex, which: (rows: Knex.QueryBuilder) => void): Knex.QueryBuilder {
  const rows: Knex.QueryBuilder = db('accounts').whereNull('accounts.deleted_at');
  which(rows);
  const sites = db('sites').whereRaw('sites.account_id = accounts.id').whereNull('sites.deleted_at').count('*');
  const holds = db('holds').whereRaw('holds.account_id = accounts.id').count('*');
  void rows.select('parent_id', 'level', 'disk_own', 'traffic_own', ...resourceNames.map((name) => `${name}_max`), {
    sites_own: sites,
    holds_own: holds,
  });
  return db
    .from(rows.as('t'))
    .select(
      db.raw(`sum(t.level = 'user') as users, sum(t.level = 'reseller') as resellers`),
      db.raw('sum(t.disk_own) as disk, sum(t.traffic_own) as traffic, sum(t.sites_own) as sites'),
      db.raw(`sum(t.level = 'user' and t.holds_own > 0) as users_held`),
      db.raw(`sum(t.level = 'reseller' and t.holds_own > 0) as resellers_held`),
      db.raw(`sum(t.level = 'user' and (${nearSql})) as users_near`),
    );
}

/** The same rule as `isNear`, for users: they use what is their own. */
const nearSql = resourceNames
  .filter((name) => (resources[name].limits as readonly string[]).includes('user'))
  .map((name) => {
    const used = `t.${name}_own`;
    return `(t.${name}_max is not null and ${used} > 0 and 100 * ${used} >= ${nearPercent} * t.${name}_max)`;
  })
  .join(' or ');

export async function saveCounters({ db: tx }: Ctx, id: number, change: Partial<AccountRecord>): Promise<void> {
  await tx('accounts').where({ id }).update(change);
}

export interface Misfit {
  id: number;
  name: string;
  parent: string;
  max: number | null;
  parent_max: number;
}

/** Living accounts that have more than their parent may have. */
export async function aboveParent({ db }: On, resource: Resource, after: number, limit: number): Promise<Misfit[]> {
  const max = `child.${resource}_max`;
  return db('accounts as child')
    .join('accounts as parent', 'parent.id', 'child.parent_id')
    .whereNull('child.deleted_at')
    .whereIn('child.level', resources[resource].limits)
    .whereNotNull(`parent.${resource}_max`)
    .where((either) => void either.whereNull(max).orWhere(max, '>', db.ref(`parent.${resource}_max`)))
    .where('child.id', '>', after)
    .orderBy('child.id')
    .limit(limit)
    .select<Misfit[]>('child.id', 'child.name', { parent: 'parent.name', max, parent_max: `parent.${resource}_max` });
}

import { countUpTo } from '../../db/walk.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { countBound } from '../../panel/list.ts';
import type { AccountRecord } from './account.table.ts';

/** A server that has users of a reseller. */
export interface PlaceOfUsers {
  id: number;
  applied: number;
  seen_at: number | null;
}

/** Asked once a server, whatever the number of users. */
export async function placesOfUsers({ db }: Ctx, resellerId: number): Promise<PlaceOfUsers[]> {
  const user = db('accounts').whereRaw('accounts.server_id = servers.id').where('accounts.parent_id', resellerId);
  return db('servers')
    .whereNull('servers.deleted_at')
    .whereExists(user.select(db.raw('1')))
    .select('servers.id', 'servers.applied', 'servers.seen_at');
}

/** Sites of a reseller's users by server; of users that are not stopped on their own, unless the reseller is stopped itself. */
export type Shares = ReadonlyMap<number, number>;

const most = 200;
const known = new Map<string, Shares>();

/**
 * How a reseller's sites are spread over servers. On one server they are the kept sum. Over several they are added up,
 * which reads every user of the reseller, once for each change of it: sites that come and go meanwhile are not seen.
 */
export async function sharesOf(ctx: Ctx, row: AccountRecord, places: readonly PlaceOfUsers[]): Promise<Shares> {
  const [place, ...others] = places;
  if (place === undefined) return new Map();
  const whole = row.holds > 0 || row.users_held === 0;
  if (whole && others.length === 0 && !(await hasUnplaced(ctx, row.id))) return new Map([[place.id, row.sites_used]]);
  const key = [row.id, row.host_revision, row.holds].join(' ');
  const shares = known.get(key) ?? (await addedUp(ctx, row));
  if (known.size >= most) known.clear();
  known.set(key, shares);
  return shares;
}

async function hasUnplaced({ db }: Ctx, resellerId: number): Promise<boolean> {
  const rows = db('accounts').whereNull('server_id').where('parent_id', resellerId).whereNull('deleted_at');
  return (await rows.first('id')) !== undefined;
}

async function addedUp({ db }: Ctx, { id, holds }: AccountRecord): Promise<Shares> {
  const rows = db('accounts').where({ parent_id: id, level: 'user' }).whereNull('deleted_at').whereNotNull('server_id');
  if (holds === 0) void rows.where({ holds: 0 });
  const found = await rows
    .groupBy('server_id')
    .select('server_id')
    .sum<{ server_id: number; sites: number }[]>({ sites: 'sites_used' });
  return new Map(found.map(({ server_id: serverId, sites }) => [serverId, sites]));
}

/** Sites of a reseller's users that have failed on these servers, up to a bound. */
export async function countFailedSites({ db }: Ctx, resellerId: number, serverIds: readonly number[]): Promise<number> {
  const rows = db('host_failures')
    .join('accounts', 'accounts.id', 'host_failures.account_id')
    .whereIn('host_failures.server_id', [...serverIds])
    .where('host_failures.kind', 'site')
    .where('accounts.parent_id', resellerId);
  return countUpTo(rows, countBound);
}

import type { Knex } from 'knex';
import { isMysql } from '../../db/dialect.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { readServerFilter, serverFiltered } from '../servers/index.ts';

/** So many users are looked up and sorted; of more, the list is read in its order until a page is full. */
const mostSorted = 2000;

/** What a filter says of servers, and the rest of it. Which server a user is on is for the administrator to know. */
export const serverFilter = (
  { viewer }: Ctx,
  level: 'reseller' | 'user',
  filter: string,
): ReturnType<typeof readServerFilter> =>
  viewer.level === 'admin' && level === 'user' ? readServerFilter(filter) : { server: null, text: filter };

/** Leaves only the users of a server, in the way that reads fewest rows: engines cannot know how many it has. */
export async function narrowToServer(
  { db }: Ctx,
  rows: Knex.QueryBuilder,
  name: string,
  { counting, text }: { counting: boolean; text: string },
): Promise<void> {
  const { id, users } = await serverFiltered({ db }, name);
  if (counting || text !== '') void rows.where('accounts.server_id', id);
  else if (users > mostSorted) void rows.whereRaw('accounts.server_id + 0 = ?', [id]);
  else {
    const how = isMysql(db) ? 'force index (??)' : 'indexed by ??';
    void rows.from(db.raw(`?? ${how}`, ['accounts', 'accounts_of_server'])).where('accounts.server_id', id);
  }
}

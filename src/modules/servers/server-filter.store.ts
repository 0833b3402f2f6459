import type { Knex } from 'knex';
import type { Ctx } from '../../kernel/ctx.ts';
import { fold } from '../../kernel/fold.ts';

/** A filter whose word `server:NAME` leaves only what is on that server. */
export interface ServerFilter {
  readonly server: string | null;
  /** Everything else, folded. */
  readonly text: string;
}

const word = /(?:^|\s)server:(?:"([^"]*)"|(\S+))/;

export function readServerFilter(filter: string): ServerFilter {
  const [, quoted, plain] = word.exec(filter) ?? [];
  return { server: quoted ?? plain ?? null, text: fold(filter.replace(word, ' ')) };
}

/** By the id, which the indexes begin with. */
export async function onServer({ db }: Ctx, rows: Knex.QueryBuilder, column: string, name: string): Promise<void> {
  void rows.where(column, (await serverFiltered({ db }, name)).id);
}

/** The server that a filter names, and how many users it has; one that is not there has none. */
export async function serverFiltered({ db }: Pick<Ctx, 'db'>, name: string): Promise<{ id: number; users: number }> {
  const row = await db('servers').where({ living_name: name }).first('id', 'accounts_count');
  return { id: row?.id ?? 0, users: row?.accounts_count ?? 0 };
}

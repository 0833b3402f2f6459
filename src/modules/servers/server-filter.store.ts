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
  const server = await db('servers').where({ living_name: name }).first('id');
  void rows.where(column, server?.id ?? 0);
}

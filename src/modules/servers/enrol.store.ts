import { timingSafeEqual } from 'node:crypto';
import { retrying } from '../../db/retry.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { agentKeyDigest, keysOf, newToken } from '../../kernel/host-key.ts';
import type { ServerRecord } from './server.table.ts';

type On = Pick<Ctx, 'db' | 'now'>;

/** A new token for a server; one given before is worth nothing from now on. It is known to whoever gets this answer alone. */
export async function makeToken({ db, now }: On, id: number): Promise<string> {
  const { token, columns } = fresh(id, now);
  await db('servers').where({ id }).update(columns);
  return token;
}

function fresh(
  id: number,
  now: number,
): { token: string; columns: Pick<ServerRecord, 'agent_hash' | 'panel_key' | 'token_at'> } {
  const token = newToken(id);
  const keys = keysOf(token);
  if (keys === null) throw new Error('a new token cannot be read');
  return { token, columns: { agent_hash: agentKeyDigest(keys.agent), panel_key: keys.panel, token_at: now } };
}

/** The token of the panel's own machine when nobody has one yet; null afterwards. Of several that ask, one gets it. */
export async function firstLocalToken({ db, now }: On): Promise<string | null> {
  const server = await db('servers').where({ is_local: true, agent_hash: null }).whereNull('deleted_at').first('id');
  if (server === undefined) return null;
  const { token, columns } = fresh(server.id, now);
  const given = await db('servers').where({ id: server.id, agent_hash: null }).update(columns);
  return given === 1 ? token : null;
}

/** Notes that a server's agent is there. */
export async function heardFrom({ db }: Pick<Ctx, 'db'>, id: number, now: number): Promise<void> {
  await retrying(() => db('servers').where({ id }).update({ seen_at: now }));
}

/** The server whose agent shows this key, `ID.KEY`; null: nobody's. */
export async function serverWithKey({ db }: Pick<Ctx, 'db'>, given: string): Promise<ServerRecord | null> {
  const [, id, key] = /^([1-9]\d{0,9})\.([\w-]{1,100})$/.exec(given) ?? [];
  if (id === undefined || key === undefined) return null;
  const row = await retrying(() =>
    db('servers')
      .where({ id: Number(id) })
      .whereNull('deleted_at')
      .first(),
  );
  if (row?.agent_hash == null) return null;
  const right = Buffer.from(row.agent_hash);
  const shown = Buffer.from(agentKeyDigest(key));
  return right.length === shown.length && timingSafeEqual(right, shown) ? row : null;
}

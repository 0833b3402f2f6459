import { z } from 'zod';
import type { Ctx } from '../../kernel/ctx.ts';
import { levels } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import { defineModule } from '../../panel/define.ts';
import type { Counts, ListQuery, Page } from '../../panel/list.ts';
import { deviceOf } from './device.ts';
import { countSessions, deleteOwnSession, findOwnSessions, listSessions } from './session.store.ts';
import { ownLoginId } from './session.service.ts';
import type { SessionRecord } from './session.table.ts';

const SessionRow = z.object({
  id: z.string(),
  device: z.string(),
  address: z.string(),
  created: z.number(),
  seen: z.number(),
  current: z.boolean(),
});
type SessionRow = z.infer<typeof SessionRow>;

const rowOf = (ctx: Ctx, session: SessionRecord): SessionRow => ({
  id: session.id,
  device: deviceOf(session.user_agent),
  address: session.address,
  created: session.created_at,
  seen: session.seen_at,
  current: session.id === ctx.real.sessionId,
});

/** One's own sessions are few, so they are searched and put in order by what is shown of them. */
async function matching(ctx: Ctx, query: ListQuery): Promise<SessionRow[]> {
  const text = fold(query.filter);
  const rows = (await listSessions(ctx, ownLoginId(ctx))).map((session) => rowOf(ctx, session));
  return rows
    .filter(({ device, address }) => fold(`${device} ${address}`).includes(text))
    .sort((a, b) => (query.desc ? -1 : 1) * (compare(a, b, query.sort as keyof SessionRow) || compare(a, b, 'id')));
}

const compare = (a: SessionRow, b: SessionRow, key: keyof SessionRow): number =>
  a[key] < b[key] ? -1 : Number(a[key] > b[key]);

/** A page begins after so many rows: that is the cursor's id here. */
async function load(ctx: Ctx, query: ListQuery): Promise<Page<SessionRow>> {
  const rows = await matching(ctx, query);
  const from = query.after?.id ?? (query.page - 1) * query.perPage;
  const to = from + query.perPage;
  return { rows: rows.slice(from, to), next: to < rows.length ? { value: null, id: to } : null };
}

async function count(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const all = await countSessions(ctx, ownLoginId(ctx));
  return { matching: (await matching(ctx, query)).length, bounded: false, views: { all } };
}

async function names(ctx: Ctx, elids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sessions = await findOwnSessions(ctx, ownLoginId(ctx), elids);
  return new Map(sessions.map((session) => [session.id, `${deviceOf(session.user_agent)} (${session.address})`]));
}

/** Ends a session of one's own: its next request has to sign in. */
async function end(ctx: Ctx, elid: string): Promise<void> {
  const ended = await deleteOwnSession(ctx, ownLoginId(ctx), elid);
  if (ended === 0) throw notFound(elid);
}

export const sessionModule = defineModule({
  name: 'session',
  levels,
  list: {
    row: SessionRow,
    columns: {
      device: { as: 'name', sortable: true },
      address: { sortable: true },
      created: { as: 'time', sortable: true, descFirst: true, minor: true },
      seen: { as: 'time', sortable: true, descFirst: true },
      current: { as: 'flag' },
    },
    key: 'id',
    defaultSort: '-seen',
    load,
    count,
    names,
    toolbar: [['end']],
  },
  verbs: { end: { on: 'many', icon: 'logout', danger: true, whileActing: false, run: end } },
});

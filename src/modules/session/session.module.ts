import { z } from 'zod';
import { audit, scopeOf } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { levels } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { defineModule } from '../../panel/define.ts';
import type { Counts, ListQuery, Page } from '../../panel/list.ts';
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
  device: session.device,
  address: session.address,
  created: session.created_at,
  seen: session.seen_at,
  current: session.id === ctx.real.sessionId,
});

async function load(ctx: Ctx, query: ListQuery): Promise<Page<SessionRow>> {
  const { rows, next } = await listSessions(ctx, ownLoginId(ctx), query);
  return { rows: rows.map((session) => rowOf(ctx, session)), next };
}

async function count(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const all = await countSessions(ctx, ownLoginId(ctx), { filter: '' });
  const matching = query.filter === '' ? all : await countSessions(ctx, ownLoginId(ctx), query);
  return { matching, bounded: false, views: { all } };
}

async function names(ctx: Ctx, elids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sessions = await findOwnSessions(ctx, ownLoginId(ctx), elids);
  return new Map(sessions.map((session) => [session.id, nameOf(session)]));
}

const nameOf = ({ device, address }: SessionRecord): string => `${device} (${address})`;

/** Ends a session of one's own: its next request has to sign in. */
async function end(ctx: Ctx, elid: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [session] = await findOwnSessions(tx, ownLoginId(tx), [elid]);
    if (session === undefined || (await deleteOwnSession(tx, ownLoginId(tx), elid)) === 0) throw notFound(elid);
    await audit(tx, 'session.end', {
      kind: 'session',
      id: null,
      name: nameOf(session),
      subjectId: tx.viewer.id,
      scopeId: scopeOf(tx.viewer),
    });
  });
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

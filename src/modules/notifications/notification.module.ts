import { z } from 'zod';
import { levels, type Ctx } from '../../kernel/ctx.ts';
import { isMessageKey } from '../../lang/messages.ts';
import { translator } from '../../lang/translate.ts';
import { defineModule } from '../../panel/define.ts';
import type { ListQuery, Page } from '../../panel/list.ts';
import { markSeen } from './notification.service.ts';
import { countNotifications, listNotifications, notificationNames } from './notification.store.ts';
import type { NotificationRecord } from './notification.table.ts';

const NotificationRow = z.object({
  id: z.number(),
  subject: z.string(),
  text: z.string(),
  at: z.number(),
  unread: z.boolean(),
  /** What it leads to, below the panel's root. */
  path: z.string(),
});
type NotificationRow = z.infer<typeof NotificationRow>;

async function load(ctx: Ctx, query: ListQuery): Promise<Page<NotificationRow>> {
  const { rows, next } = await listNotifications(ctx, query);
  return { rows: rows.map((row) => rowOf(ctx, row)), next };
}

function rowOf(
  { lang }: Ctx,
  { id, kind, who, subject, func, elid, at, seen_at }: NotificationRecord,
): NotificationRow {
  const key = kind.replace(/^ticket\./, 'mail.');
  const text = isMessageKey(key) ? translator(lang)(key, { who }) : who;
  return { id, subject, text, at, unread: seen_at === null, path: `/${func}?elid=${encodeURIComponent(elid)}` };
}

/** What the person at the keyboard has been told of; nobody else's business, so not there while working in another's panel. */
export const notificationModule = defineModule({
  name: 'notification',
  levels,
  list: {
    row: NotificationRow,
    key: 'id',
    columns: {
      subject: { leads: 'path' },
      text: {},
      at: { as: 'time', sortable: true, descFirst: true },
    },
    defaultSort: '-at',
    views: ['unread'],
    toolbar: [['read']],
    whileActing: false,
    load,
    count: countNotifications,
    names: notificationNames,
  },
  verbs: { read: { on: 'many', icon: 'mail-opened', whileActing: false, run: markSeen } },
});

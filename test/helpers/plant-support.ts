import type { Knex } from 'knex';
import { fold } from '../../src/kernel/fold.ts';
import { insertAll, oddTexts } from './plant.ts';
import type { Name, Tree } from './tree.ts';

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const base = 1_700_000_000_000;
const count = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

/** Who has tickets from below. */
export const providers = ['root', 'north', 'south'] as const;

/** Ids of the categories, and likewise of the saved answers, that `plantSupport` gives this provider. */
export const plantedOf = (name: (typeof providers)[number], each: number): string[] =>
  count(each, (index) => String(providers.indexOf(name) * each + index + 1));

/** Categories and saved answers of every provider, so many each; the names say whose they are. */
export async function plantSupport(db: Knex, tree: Tree, each: number): Promise<void> {
  const rows = providers.flatMap((name) =>
    count(each, (index) => ({
      account_id: tree.ids[name],
      index,
      name: `${pick(oddTexts, index)} ${String(index)} of ${name}`,
    })),
  );
  const categories = rows.map(({ index, ...row }) => ({
    ...row,
    living_name: row.name,
    position: index + 1,
    retired_at: null,
    search: fold(row.name),
  }));
  await insertAll(db, 'ticket_categories', categories);
  const answers = rows.map(({ index, ...row }) => {
    const text = `${pick(oddTexts, index + 1)}, yours.`;
    return { ...row, text, changed_at: base + pick([0, 5, 5, 7], index), search: fold(`${row.name} ${text}`) };
  });
  await insertAll(db, 'saved_answers', answers);
}

/** Id of the only attachment that `plantFile` makes. */
export const plantedFile = '1';

/** An attachment of the first message of all, which is alice's; there is nothing on the disk. */
export async function plantFile(db: Knex, tree: Tree): Promise<void> {
  const message = await db('ticket_messages').orderBy('id').first('id', 'ticket_id');
  if (message === undefined) throw new Error('there are no messages');
  const row = { name: 'headers.txt', type: 'text/plain', size: 9, file: 'f'.repeat(32), preview: false, at: base };
  const of = { ticket_id: message.ticket_id, message_id: message.id, account_id: tree.ids.alice, removed_at: null };
  await db('ticket_attachments').insert({ ...row, ...of });
  await db('accounts').where({ id: tree.ids.alice }).increment('attachments_used', row.size);
}

/** Mails that the administrator sees, in every state. */
export async function plantMails(db: Knex, each: number): Promise<void> {
  const rows = count(each, (index) => ({
    message_id: `planted-${String(index)}@example.com`,
    recipient: `${pick(['anna', 'zoe', 'bob'], index)}@example.com`,
    subject: `[#1] ${pick(oddTexts, index)}`,
    search: fold(`${pick(['anna', 'zoe', 'bob'], index)}@example.com [#1] ${pick(oddTexts, index)}`),
    mail: '{}',
    state: pick(['failed', 'waiting', 'sent', 'unknown'], index),
    attempts: index % 4,
    next_at: base + index,
    error: pick(['', '550 no such user'], index),
    created_at: base + pick([0, 5, 5, 7], index),
    done_at: null,
  }));
  await insertAll(db, 'outbox', rows);
}

/** What these people have been told, so many times each; half of it is seen. */
export async function plantNotifications(db: Knex, names: readonly Name[], each: number): Promise<void> {
  const logins = await db('logins').whereIn('login', names).orderBy('id').select('id', 'login');
  const rows = logins.flatMap(({ id, login }) =>
    count(each, (index) => ({
      login_id: id,
      kind: pick(['ticket.new', 'ticket.answer', 'ticket.assigned', 'ticket.closed'], index),
      who: pick(['someone', 'zoë'], index),
      subject: `${pick(oddTexts, index)} of ${login}`,
      search: fold(`${pick(oddTexts, index)} of ${login} ${pick(['someone', 'zoë'], index)}`),
      func: 'ticket.thread',
      elid: '424242',
      at: base + pick([0, 5, 5, 7], index),
      seen_at: index % 2 === 0 ? base + 10 : null,
    })),
  );
  await insertAll(db, 'notifications', rows);
  await db('logins')
    .whereIn('login', names)
    .increment('bell', Math.floor(each / 2));
}

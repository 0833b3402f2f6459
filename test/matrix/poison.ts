import type { Knex } from 'knex';
import { tableNames } from '../helpers/snapshot.ts';

/** Texts that nobody has typed: keys, states, what the panel has made itself. All other columns of text are poisoned. */
const made: Readonly<Record<string, readonly string[] | 'all'>> = {
  accounts: ['level', 'living_name', 'rules'],
  acting_grants: ['id', 'session_id', 'parent_grant_id'],
  audit: ['op_id', 'before', 'after'],
  audit_seals: 'all',
  holds: ['kind', 'placed_by_level'],
  host_failures: ['kind', 'fault'],
  leases: 'all',
  logins: ['living_login', 'password_hash', 'lang', 'tz', 'theme', 'prefs', 'rules'],
  notifications: ['kind', 'func', 'elid'],
  operations: 'all',
  outbox: ['message_id', 'state', 'mail'],
  search_words: 'all',
  servers: ['living_name', 'agent_hash', 'panel_key', 'facts'],
  sessions: ['id', 'data'],
  settings: 'all',
  sites: ['living_ascii'],
  ticket_attachments: ['file'],
  ticket_categories: ['living_name'],
  ticket_messages: ['side', 'kind', 'via'],
  ticket_sides: ['side'],
  tickets: ['opened_by', 'last_side'],
  usage_daily: 'all',
  usage_reports: 'all',
};

export interface Poison {
  /** Fits where names do. */
  readonly short: string;
  readonly long: string;
}

/** Into every column of text that a page may show, whatever the forms would have refused. */
export async function poison(db: Knex, { short, long }: Poison): Promise<void> {
  for (const table of await tableNames(db)) {
    const kept = made[table] ?? [];
    if (kept === 'all') continue;
    const columns = Object.entries(await db(table).columnInfo()).filter(
      ([column, { type }]) => /char|text/i.test(type) && !kept.includes(column),
    );
    const change = columns.map(([column, { maxLength }]) => [column, textFor(column, maxLength, { short, long })]);
    if (change.length > 0) await db(table).update(Object.fromEntries(change));
  }
  await poisonJournal(db, { short, long });
  await db('servers')
    .whereNot({ facts: '{}' })
    .update({ facts: hostileFacts(long) });
}

/** As an agent tells them that has been broken into. */
const hostileFacts = (long: string): string =>
  JSON.stringify({
    hostname: long,
    system: long,
    kernel: long,
    cpus: 2,
    memoryBytes: 4096,
    disk: { totalBytes: 4096, freeBytes: 4096 },
    programs: { nginx: long, php: long, fcgiwrap: null },
    quota: 'none',
  });

function textFor(column: string, maxLength: unknown, { short, long }: Poison): string {
  const most = maxLength == null ? Infinity : Number(maxLength);
  if (most <= 64 || column === 'ascii') return short.slice(0, most);
  return (column === 'search' ? long.toLowerCase() : long).slice(0, most);
}

/** Funcs and kinds are known words, but for one record; changes are fields and values. */
async function poisonJournal(db: Knex, { short, long }: Poison): Promise<void> {
  const change = JSON.stringify({ comment: long, [short]: long });
  await db('audit').update({ before: change, after: change, func: 'user.edit', object_kind: 'user' });
  const [{ id: first } = { id: 0 }] = await db('audit').orderBy('id').limit(1).select('id');
  const deep = JSON.stringify({ [long]: [short, { [short]: [long] }] });
  const strange = { func: short, object_kind: short.slice(0, 24), before: deep, after: deep };
  await db('audit').where({ id: first }).update(strange);
}

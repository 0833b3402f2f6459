import type { Knex } from 'knex';
import { countUpTo, walk } from '../../db/walk.ts';
import type { AuditRecord } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { startOfDay } from './day.ts';
import type { JournalRow } from './journal.schema.ts';

/**
 * Who reads which records: the administrator all; a reseller what was done in its part of the tree, by whomever; a user
 * what was done to it. What somebody did while working in a panel is read by that panel's owner.
 */
function visible(ctx: Ctx): Knex.QueryBuilder<AuditRecord, AuditRecord[]> {
  const rows = ctx.db<AuditRecord>('audit') as unknown as Knex.QueryBuilder<AuditRecord, AuditRecord[]>;
  if (ctx.viewer.level === 'admin') return rows;
  return rows.where(ctx.viewer.level === 'reseller' ? 'scope_id' : 'subject_id', ctx.viewer.id);
}

export async function listJournal(ctx: Ctx, query: ListQuery): Promise<Page<JournalRow>> {
  const rows = matching(ctx, query).select('audit.*');
  const found = await walk<AuditRecord>(rows, { ...query, column: 'audit.id', id: 'audit.id' });
  return { rows: found.rows.map(toRow), next: found.next };
}

function toRow(row: AuditRecord): JournalRow {
  return {
    id: row.id,
    at: row.at,
    who: row.login,
    as: row.account,
    func: row.func,
    object: row.object,
    address: row.address,
    kind: row.object_kind,
    change: { before: valuesOf(row.before), after: valuesOf(row.after) },
  };
}

const valuesOf = (json: string | null): Record<string, unknown> =>
  json === null ? {} : (JSON.parse(json) as Record<string, unknown>);

/** `func:user.disable`, `login:anna`, `object:"two words"`, a day and a span of days narrow; other words are looked for in all fields. */
function matching(ctx: Ctx, query: ListQuery): Knex.QueryBuilder {
  const rows = visible(ctx);
  for (const word of query.filter.match(/(?:func|login|object):"[^"]*"|\S+/g) ?? []) narrowBy(rows, word, ctx.tz);
  return rows;
}

/** Days are the reader's: the log shows its times in the same zone. */
function narrowBy(rows: Knex.QueryBuilder, word: string, tz: string): void {
  const [, first = '', last = first] = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/.exec(word) ?? [];
  const from = startOfDay(first, tz);
  const to = startOfDay(last, tz, 1);
  const [, field, value] = /^(func|login|object):"?([^"]+)"?$/.exec(word) ?? [];
  if (from !== null && to !== null) void rows.where('at', '>=', from).where('at', '<', to);
  else if (field !== undefined && value !== undefined)
    void rows.where(field, field === 'object' ? value : value.toLowerCase());
  else
    void rows.where((either) => {
      anywhere(either, word);
    });
}

function anywhere(rows: Knex.QueryBuilder, word: string): void {
  const like = `%${word.toLowerCase().replaceAll(/[!%_]/g, (char) => `!${char}`)}%`;
  for (const column of ['login', 'account', 'func', 'object', 'address'])
    void rows.orWhereRaw(`lower(??) like ? escape '!'`, [column, like]);
}

export async function countJournal(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const n = await countUpTo(matching(ctx, query).select('audit.id'), countBound);
  return { matching: Math.min(n, countBound), bounded: n > countBound, views: { all: Math.min(n, countBound) } };
}

/** The latest records, for the overview. */
export async function latest(ctx: Ctx, limit: number): Promise<JournalRow[]> {
  return (await visible(ctx).orderBy('id', 'desc').limit(limit).select('audit.*')).map(toRow);
}

import type { Knex } from 'knex';
import { countUpTo, walk } from '../../db/walk.ts';
import { recordsBy, type AuditRecord } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { countBound, type Counts, type ListQuery, type Page } from '../../panel/list.ts';
import { readFilter, type Exact } from './journal.filter.ts';
import type { JournalRow } from './journal.schema.ts';

type Rows = Knex.QueryBuilder<AuditRecord, AuditRecord[]>;

/**
 * Who reads which records: the administrator all; a reseller what was done in its part of the tree, by whomever; a user
 * what was done to it. What somebody did while working in a panel is read by that panel's owner.
 */
function visible({ viewer }: Ctx): Exact[] {
  if (viewer.level === 'admin') return [];
  return [{ column: viewer.level === 'reseller' ? 'scope_id' : 'subject_id', value: viewer.id }];
}

export async function listJournal(ctx: Ctx, query: ListQuery): Promise<Page<JournalRow>> {
  const { rows } = await matching(ctx, query);
  const found = await walk<AuditRecord>(rows.select('audit.*'), { ...query, column: 'audit.at', id: 'audit.id' });
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

/** The indexes of the table, the narrowest first: each goes on by time. */
const indexes: readonly Exact['column'][][] = [
  ['object'],
  ['subject_id'],
  ['scope_id', 'login'],
  ['scope_id', 'func'],
  ['scope_id'],
  ['login'],
  ['func'],
  [],
];

/** As many records are compared with what no index answers, the latest of those that an index leaves. */
const mostCompared = 50_000;

/** One index answers what it can, days included; words, and what else is named, are looked for in what it leaves. */
async function matching(ctx: Ctx, { filter, sparing }: ListQuery): Promise<{ rows: Rows; within: boolean }> {
  const { exact, spans, words } = readFilter(filter, ctx.tz);
  const conditions = [...visible(ctx), ...exact];
  const index = indexes.find((columns) => columns.every((name) => named(conditions, name))) ?? [];
  const answered = index.map((name) => named(conditions, name));
  const compared = conditions.filter((condition) => !answered.includes(condition));

  const rows = recordsBy(ctx.db, index);
  for (const { column, value } of answered.filter((one) => one !== undefined)) void rows.where(column, value);
  for (const { from, to } of spans) void rows.where('audit.at', '>=', from).where('audit.at', '<', to);
  const compares = compared.length + words.length > 0;
  const within = !compares || (await withinReach(rows, sparing === true ? countBound : mostCompared));
  for (const { column, value } of compared) void rows.where(column, value);
  for (const word of words) void rows.whereRaw(`search like ? escape '!'`, [`%${escaped(word)}%`]);
  return { rows, within };
}

const named = (conditions: readonly Exact[], name: string): Exact | undefined =>
  conditions.find(({ column }) => column === name);

const escaped = (word: string): string => word.replaceAll(/[!%_]/g, (char) => `!${char}`);

const latestFirst = [
  { column: 'audit.at', order: 'desc' },
  { column: 'audit.id', order: 'desc' },
];

/** Leaves out what is further back than may be compared, and says whether all is within that. */
async function withinReach(rows: Rows, most: number): Promise<boolean> {
  const farthest = rows.clone().orderBy(latestFirst);
  const last = await farthest.offset(most - 1).first<{ at: number } | undefined>('audit.at');
  if (last) void rows.where('audit.at', '>=', last.at);
  return last === undefined;
}

export async function countJournal(ctx: Ctx, query: ListQuery): Promise<Counts> {
  const { rows, within } = await matching(ctx, query);
  const n = await countUpTo(rows, countBound);
  const bounded = n > countBound || !within;
  // How many there are in all is not kept anywhere.
  const views: Counts['views'] = query.filter === '' && !bounded ? { all: n } : {};
  return { matching: Math.min(n, countBound), bounded, views };
}

/** Coming and going, of which there is far more than of anything else. */
const daily = ['login.signin', 'login.signout', 'login.call'];
const mostPassedOver = 200;

/** What was done latest, for the overview: sign-ins are left to the list. */
export async function latest(ctx: Ctx, limit: number): Promise<JournalRow[]> {
  const [scope] = visible(ctx);
  const rows = recordsBy(ctx.db, scope ? [scope.column] : []);
  if (scope) void rows.where(scope.column, scope.value);
  const last = rows.orderBy(latestFirst).limit(mostPassedOver).select('audit.*').as('audit');
  const shown = ctx.db.queryBuilder<AuditRecord, AuditRecord[]>().from(last as unknown as Knex.Raw);
  return (await shown.whereNotIn('func', daily).orderBy(latestFirst).limit(limit).select('audit.*')).map(toRow);
}

import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError, refuse, type Problem } from '../../kernel/errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { add, leaf, lockPaths, savePaths, type AccountRecord, type Path } from '../accounts/index.ts';
import { readCsv } from './csv.ts';
import { holdCycle } from './cycle.store.ts';
import { monthOf, turnMonth } from './cycle.service.ts';
import { readJsonLines } from './json.ts';
import { wrong, type Measured, type Read } from './row.ts';
import type { ReportInput } from './usage.schema.ts';
import { addToDays, advanceReport, beginReport, findReport, idsByName, lastDays } from './usage.store.ts';

const chunk = 500;
/** A file that is altogether wrong is not listed line by line. */
const mostProblems = 100;

/**
 * Takes in what was measured. All of it is read and checked before anything is written; then it is counted in chunks,
 * each at once for the accounts, all above them and the day. Sent again after a failure it goes on where it stopped,
 * and does nothing when it is done. What was measured is a fact: it may be over a limit.
 */
export async function reportUsage(ctx: Ctx, { id, format, rows: text }: ReportInput): Promise<void> {
  const earlier = await findReport(ctx, id);
  if (earlier && earlier.applied >= earlier.rows) return;
  const read = format === 'csv' ? readCsv(text, ctx.now) : readJsonLines(text, ctx.now);
  const ids = await idsByName(ctx, [...new Set(read.rows.map((row) => row.account))]);
  // Once it has begun, an account that is missing has been deleted since.
  refuseWrong(read, earlier === undefined && read.strangers === 'refused' ? ids : null);
  await countReport(ctx, { id, rows: read.rows, ids, audited: true });
}

/**
 * Counts what was measured, in chunks. Sent again after a failure a report has the same rows in the same order, whoever
 * has gone since: rows whose account is not among `ids` are passed over.
 */
export async function countReport(ctx: Ctx, { id, rows, ids, audited }: CountedReport): Promise<void> {
  const report = await beginReport(ctx, id, rows.length);
  if (report.rows !== rows.length) throw refuse('conflict', 'rows', 'usage.differs', { rows: report.rows });
  if (report.applied >= report.rows) return;
  await turnMonth(ctx);
  for (let from = report.applied; from < report.rows; from += chunk)
    await countChunk(ctx, { id, rows, ids, audited, from, to: Math.min(from + chunk, report.rows) });
}

function refuseWrong({ rows, problems }: Read, known: ReadonlyMap<string, number> | null): void {
  const all: Problem[] = [...problems];
  const first = new Map<string, number>();
  for (const { row, account: name } of rows) {
    const before = first.get(name);
    if (before !== undefined) all.push(wrong(row, 'account', 'usage.row.duplicate', { name, first: before }));
    else if (known?.has(name) === false) all.push(wrong(row, 'account', 'usage.row.account', { name }));
    first.set(name, before ?? row);
  }
  if (all.length === 0 && rows.length === 0) all.push({ field: 'rows', message: 'usage.empty' });
  const rowOf = (problem: Problem): number => Number(problem.values?.['row'] ?? 0);
  all.sort((one, other) => rowOf(one) - rowOf(other));
  if (all.length > 0) throw new PanelError('invalid', 'error.invalid', {}, all.slice(0, mostProblems));
}

interface CountedReport {
  readonly id: string;
  readonly rows: readonly Measured[];
  /** Of accounts, by what the rows call them. */
  readonly ids: ReadonlyMap<string, number>;
  /** Agents report every minute: their reports stand in no journal. */
  readonly audited: boolean;
}

interface Chunk extends CountedReport {
  readonly from: number;
  readonly to: number;
}

/** A month has begun to turn since the report came in. */
class Turning extends Error {}

async function countChunk(ctx: Ctx, work: Chunk): Promise<void> {
  const opId = `usage:${work.id}:${String(work.from / chunk)}`;
  for (;;) {
    try {
      await inTransaction({ ...ctx, opId }, (tx) => count(tx, work));
      return;
    } catch (error) {
      if (!(error instanceof Turning)) throw error;
      await turnMonth(ctx);
    }
  }
}

async function count(tx: Ctx, { id, rows: all, ids, from, to, audited }: Chunk): Promise<void> {
  const cycle = await holdCycle(tx);
  if (cycle?.to !== null) throw new Turning();
  if (!(await advanceReport(tx, id, from, to))) return;
  const rows = new Map(
    all.slice(from, to).flatMap((row) => (ids.has(row.account) ? [[ids.get(row.account) ?? 0, row]] : [])),
  );
  const paths = await lockPaths(tx, [...rows.keys()]);
  const last = await lastDays(tx, [...rows.keys()]);
  for (const [accountId, row] of rows) {
    const path = paths.get(accountId);
    if (!path || leaf(path).deleted_at !== null) rows.delete(accountId);
    else
      countIn(path, row, {
        disk: (last.get(accountId) ?? '') <= dayOf(row.at),
        traffic: monthOf(row.at) === cycle.month,
      });
  }
  await savePaths(tx, paths.values());
  await keepDays(tx, rows, paths);
  if (to < all.length || !audited) return;
  const object = { kind: 'usage', id: null, name: id, subjectId: null, scopeId: null };
  await audit(tx, 'usage.report', object, { after: { rows: all.length } });
}

/** Days are counted by UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A measurement of a day that is past by now, or traffic of a month that is over, belongs to the history alone. */
function countIn({ rows }: Path, { disk, traffic }: Measured, counts: { disk: boolean; traffic: boolean }): void {
  const [own] = rows;
  if (own === undefined) return;
  if (disk !== null && counts.disk) addOwn(rows, own, 'disk', disk - own.disk_own);
  if (traffic !== null && counts.traffic) addOwn(rows, own, 'traffic', traffic);
}

function addOwn(
  rows: readonly AccountRecord[],
  own: AccountRecord,
  resource: 'disk' | 'traffic',
  change: number,
): void {
  own[`${resource}_own`] += change;
  for (const row of rows) add(row, `${resource}_used`, change);
}

async function keepDays(tx: Ctx, rows: ReadonlyMap<number, Measured>, paths: ReadonlyMap<number, Path>): Promise<void> {
  const days = [...rows].map(([account_id, { disk, traffic, at }]) => {
    const path = paths.get(account_id);
    const day = { account_id, day: dayOf(at), disk: disk ?? (path ? leaf(path).disk_own : 0), traffic: traffic ?? 0 };
    return { measured: disk !== null, day };
  });
  const those = (measured: boolean): (typeof days)[number]['day'][] =>
    days.filter((one) => one.measured === measured).map(({ day }) => day);
  await addToDays(tx, those(true), 'disk');
  await addToDays(tx, those(false), 'traffic only');
}

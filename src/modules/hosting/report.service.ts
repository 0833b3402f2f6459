import { randomUUID } from 'node:crypto';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import type { HostDrift, HostFailure, HostReport, HostUsage } from '../../kernel/host.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { ServerRecord } from '../servers/index.ts';
import { countReport, dayOf, isNewReport } from '../usage/index.ts';
import type { HostDriftRecord, HostFailureRecord } from './hosting.table.ts';
import { Report } from './report.schema.ts';
import {
  addDrift,
  addFailures,
  addSiteUsage,
  driftAt,
  failuresOf,
  lockServer,
  ownersOn,
  removeFailures,
  saveServer,
  usersAmong,
} from './report.store.ts';

type Reporting = Pick<ServerRecord, 'id' | 'name'>;

/**
 * Takes in what an agent says of its own server; what it says of accounts and sites of others is left out. The same
 * report a second time changes nothing; one that comes after a later one only adds what was found and measured.
 */
export async function takeReport(ctx: Ctx, server: Reporting, given: unknown): Promise<void> {
  const read = Report.safeParse(given);
  if (!read.success) throw new PanelError('invalid', 'error.bad_request');
  const report = read.data;
  await inTransaction({ ...ctx, opId: randomUUID() }, (tx) => keep(tx, server.id, report));
  if (report.usage) await count(ctx, server, report.usage);
}

async function keep(tx: Ctx, serverId: number, report: HostReport): Promise<void> {
  const server = await lockServer(tx, serverId);
  if (server === undefined) throw new PanelError('unauthenticated', 'error.unauthenticated');
  await addDrift(tx, await newDrift(tx, serverId, report.drift));
  const { run, number } = report.order ?? { run: '', number: 0 };
  if (run !== '' && run === server.report_run && number <= server.report_number) return;
  const failures = await keepFailures(tx, serverId, report.failures);
  await saveServer(tx, serverId, {
    // Restored from a copy, a panel may have told of less than an agent has done.
    applied: Math.min(report.applied ?? server.applied, server.revision),
    seen_at: tx.now,
    version: report.version,
    problem: report.problem ?? '',
    facts: JSON.stringify(report.facts),
    failures_count: failures,
    report_run: run,
    report_number: number,
  });
}

/** A clock may be this far ahead, milliseconds; a time beyond would stand above all others for good. */
const skew = 5 * 60_000;
/** As long as the column. */
const mostSought = 700;

/** What has not been told before: an agent that has heard no answer says it again. */
async function newDrift(
  tx: Ctx,
  serverId: number,
  drift: readonly HostDrift[],
): Promise<Omit<HostDriftRecord, 'id'>[]> {
  const nameOf = ({ at, what, found }: Pick<HostDrift, 'at' | 'what' | 'found'>): string =>
    JSON.stringify([at, what, found]);
  const told = drift.map((one) => ({ ...one, at: one.at > tx.now + skew ? tx.now : one.at }));
  const known = new Set((await driftAt(tx, serverId, [...new Set(told.map(({ at }) => at))])).map(nameOf));
  return told
    .filter((one) => !known.has(nameOf(one)))
    .map((one) => ({
      ...one,
      server_id: serverId,
      search: fold(`${one.what} ${one.found}`).slice(0, mostSought),
    }));
}

const keyOf = (kind: string, id: number): string => `${kind} ${String(id)}`;

/** Makes the failures kept those of the report; answers how many there are. */
async function keepFailures(tx: Ctx, serverId: number, failures: readonly HostFailure[]): Promise<number> {
  const rows = await rowsOf(tx, serverId, failures);
  const before = new Map((await failuresOf(tx, serverId)).map((row) => [keyOf(row.kind, row.object_id), row]));
  const isSame = (row: Omit<HostFailureRecord, 'id'>): boolean => {
    const old = before.get(keyOf(row.kind, row.object_id));
    return old?.fault === row.fault && old.detail === row.detail;
  };
  const staying = new Set(rows.filter(isSame).map((row) => keyOf(row.kind, row.object_id)));
  await removeFailures(
    tx,
    [...before].flatMap(([key, { id }]) => (staying.has(key) ? [] : [id])),
  );
  await addFailures(
    tx,
    rows.filter((row) => !isSame(row)),
  );
  return rows.length;
}

/** The failures of what is on this server, one each. */
async function rowsOf(
  tx: Ctx,
  serverId: number,
  failures: readonly HostFailure[],
): Promise<Omit<HostFailureRecord, 'id'>[]> {
  const idsOf = (kind: string): number[] => failures.filter((one) => one.kind === kind).map(({ id }) => id);
  const accounts = await usersAmong(tx, serverId, idsOf('account'));
  const owners = await ownersOn(tx, serverId, idsOf('site'), { living: true });
  const rows = failures.flatMap(({ kind, id, fault, detail }) => {
    const accountId = kind === 'site' ? owners.get(id) : accounts.has(id) ? id : undefined;
    if (accountId === undefined) return [];
    const row = { server_id: serverId, kind, object_id: id, account_id: accountId, fault, detail, since: tx.now };
    return [[keyOf(kind, id), { ...row, search: fold(detail).slice(0, 400) }] as const];
  });
  return [...new Map(rows).values()];
}

/** Accounts through the same call as any other measurement, sites beside it: each once. */
async function count(ctx: Ctx, server: Reporting, usage: HostUsage): Promise<void> {
  const id = `agent-${String(server.id)}:${usage.id}`;
  const at = Math.min(usage.at, ctx.now);
  const said = usage.accounts.filter((one) => one.disk !== null || one.traffic > 0);
  const here = await usersAmong(
    ctx,
    server.id,
    said.map((one) => one.id),
  );
  const ids = new Map([...here].map((one) => [String(one), one]));
  const rows = said.map((one, index) => ({ ...one, row: index + 1, account: String(one.id), at }));
  if (rows.length > 0) await countReport(ctx, { id, rows, ids, audited: false });
  await inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
    if (!(await isNewReport(tx, `${id}:sites`, usage.sites.length))) return;
    const owners = await ownersOn(
      tx,
      server.id,
      usage.sites.map((one) => one.id),
      { living: false },
    );
    const day = dayOf(at);
    const known = usage.sites.filter((one) => owners.has(one.id));
    await addSiteUsage(
      tx,
      known.map(({ id: site_id, traffic, pageviews }) => ({ site_id, day, traffic, pageviews })),
    );
  });
}

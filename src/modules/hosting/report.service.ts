import { randomUUID } from 'node:crypto';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { fold } from '../../kernel/fold.ts';
import type { HostFailure, HostReport, HostUsage } from '../../kernel/host.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { ServerRecord } from '../servers/index.ts';
import { dayOf, isNewReport, reportUsage } from '../usage/index.ts';
import type { HostFailureRecord } from './hosting.table.ts';
import { Report } from './report.schema.ts';
import {
  addDrift,
  addFailures,
  addSiteUsage,
  failuresOf,
  lockServer,
  namesOn,
  ownersOn,
  removeFailures,
  saveServer,
} from './report.store.ts';

type Reporting = Pick<ServerRecord, 'id' | 'name'>;

/**
 * Takes in what an agent says of its own server; what it says of accounts and sites of others is left out. The same
 * report a second time changes nothing.
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
  const failures = await keepFailures(tx, serverId, report.failures);
  await addDrift(
    tx,
    report.drift.map((one) => ({ ...one, server_id: serverId, search: fold(`${one.what} ${one.found}`) })),
  );
  await saveServer(tx, serverId, {
    // Restored from a copy, a panel may have told of less than an agent has done.
    applied: Math.min(report.applied ?? server.applied, server.revision),
    seen_at: tx.now,
    version: report.version,
    problem: report.problem ?? '',
    facts: JSON.stringify(report.facts),
    failures_count: failures,
  });
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
  const accounts = await namesOn(tx, serverId, idsOf('account'));
  const owners = await ownersOn(tx, serverId, idsOf('site'));
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
  const at = new Date(Math.min(usage.at, ctx.now)).toISOString();
  const names = await namesOn(
    ctx,
    server.id,
    usage.accounts.map((one) => one.id),
  );
  const rows = usage.accounts.flatMap((one) => {
    const account = names.get(one.id);
    if (account === undefined || (one.disk === null && one.traffic === 0)) return [];
    return [JSON.stringify({ account, disk: one.disk ?? undefined, traffic: one.traffic, at })];
  });
  if (rows.length > 0) await reportUsage(ctx, { id, format: 'json', rows: rows.join('\n') }, { audited: false });
  await inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
    if (!(await isNewReport(tx, `${id}:sites`, usage.sites.length))) return;
    const owners = await ownersOn(
      tx,
      server.id,
      usage.sites.map((one) => one.id),
    );
    const day = dayOf(Math.min(usage.at, ctx.now));
    const known = usage.sites.filter((one) => owners.has(one.id));
    await addSiteUsage(
      tx,
      known.map(({ id: site_id, traffic, pageviews }) => ({ site_id, day, traffic, pageviews })),
    );
  });
}

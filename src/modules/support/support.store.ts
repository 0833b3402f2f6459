import type { Knex } from 'knex';
import { insertMissing, isMysql } from '../../db/dialect.ts';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { SupportRecord } from './support.table.ts';

/** Milliseconds within which a ticket wants an answer, by its priority; null: no target. */
export type Targets = Readonly<Record<'high' | 'medium' | 'low', number | null>>;

const minute = 60_000;

export async function findSupport(ctx: Ctx, accountId: number): Promise<SupportRecord | undefined> {
  return ctx.db('ticket_settings').where({ account_id: accountId }).first();
}

/** What may be attached to messages of tickets. */
export interface FileLimits {
  /** Bytes of one file. */
  readonly size: number;
  /** Files of one message. */
  readonly count: number;
  /** Bytes of all attachments of one account. */
  readonly quota: number;
  /** Endings of names, in small letters. */
  readonly types: readonly string[];
}

const MiB = 2 ** 20;
const usualTypes = ['png', 'jpg', 'gif', 'webp', 'pdf', 'txt', 'log', 'csv', 'zip', 'gz'];
const usual: FileLimits = { size: 10 * MiB, count: 5, quota: 500 * MiB, types: usualTypes };

/** What the administrator takes for the whole installation; a provider's own limits can only be narrower. */
export async function fileLimits({ db }: Pick<Ctx, 'db'>, providerId: number | null = null): Promise<FileLimits> {
  const saidWhere = (by: Readonly<Record<string, string | number | null>>): Knex.QueryBuilder =>
    db('accounts as by')
      .join('ticket_settings as said', 'said.account_id', 'by.id')
      .where(by)
      .select('said.*', 'by.level');
  // Each by its own index: with "or" MariaDB would read the settings of everybody.
  const either = saidWhere({ 'by.level': 'admin' }).unionAll(
    saidWhere({ 'by.id': providerId }).whereNot('by.level', 'admin'),
  );
  const rows = (await either) as (SupportRecord & { level: Level })[];
  const widest = saidBy(rows.find(({ level }) => level === 'admin'));
  const own = saidBy(rows.find(({ level }) => level !== 'admin'));
  const { size, count, quota, types } = { ...usual, ...widest };
  return {
    size: Math.min(size, own.size ?? size),
    count: Math.min(count, own.count ?? count),
    quota: Math.min(quota, own.quota ?? quota),
    types: types.filter((type) => own.types?.includes(type) ?? true),
  };
}

function saidBy(row: SupportRecord | undefined): Partial<FileLimits> {
  const types = row?.file_types?.split(' ').filter((type) => type !== '');
  return {
    ...(row?.file_size != null && { size: row.file_size }),
    ...(row?.file_count != null && { count: row.file_count }),
    ...(row?.file_quota != null && { quota: row.file_quota }),
    ...(types && { types }),
  };
}

/** Read to be kept: until the transaction ends nobody changes them. */
export async function targetsOf(tx: Ctx, accountId: number): Promise<Targets> {
  const query = tx.db('ticket_settings').where({ account_id: accountId });
  return targetsIn(await (isMysql(tx.db) && tx.db.isTransaction ? query.forShare() : query).first());
}

export function targetsIn(row: SupportRecord | undefined): Targets {
  const ms = (minutes: number | null | undefined): number | null => (minutes == null ? null : minutes * minute);
  return { high: ms(row?.answer_high), medium: ms(row?.answer_medium), low: ms(row?.answer_low) };
}

/** The row of an account, locked until the transaction ends; it is made when there is none. */
export async function lockSupport(tx: Ctx, accountId: number): Promise<SupportRecord> {
  await insertMissing(tx.db, 'ticket_settings', [{ account_id: accountId }], ['account_id']);
  const query = tx.db('ticket_settings').where({ account_id: accountId });
  const row = await (isMysql(tx.db) ? query.forUpdate() : query).first();
  if (row === undefined) throw new Error(`account ${accountId} has no settings of tickets`);
  return row;
}

export async function saveSupport(
  tx: Ctx,
  accountId: number,
  change: Partial<Omit<SupportRecord, 'account_id'>>,
): Promise<void> {
  await tx.db('ticket_settings').where({ account_id: accountId }).update(change);
}

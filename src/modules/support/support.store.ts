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
  const rows: (SupportRecord & { level: Level })[] = await db('ticket_settings as said')
    .join('accounts as by', 'by.id', 'said.account_id')
    .where((either) => void either.where('by.level', 'admin').orWhere('by.id', providerId))
    .select('said.*', 'by.level');
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

export async function targetsOf(ctx: Ctx, accountId: number): Promise<Targets> {
  const row = await findSupport(ctx, accountId);
  const ms = (minutes: number | null | undefined): number | null => (minutes == null ? null : minutes * minute);
  return { high: ms(row?.answer_high), medium: ms(row?.answer_medium), low: ms(row?.answer_low) };
}

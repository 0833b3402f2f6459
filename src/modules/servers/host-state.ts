import { z } from 'zod';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { HostFault } from '../../kernel/host.ts';
import { translator } from '../../lang/translate.ts';
import type { Tone } from '../../panel/define.ts';
import { lostAfter } from './server.state.ts';

/** How a user or site is on its server; '' where that is nobody's question: no agent has ever been heard. */
export type HostWord = '' | 'up' | 'down' | 'waiting' | 'lost' | 'failed' | 'unplaced' | 'gone';

/** Exceptions alone have a colour. */
export const hostTones = {
  up: 'plain',
  waiting: 'new',
  lost: 'warn',
  failed: 'bad',
  down: 'off',
  unplaced: 'off',
} as const satisfies Readonly<Record<string, Tone>>;

/** A cell of the kind `state`. */
export const HostCell = z.object({ word: z.string(), text: z.string(), at: z.number().nullable() });
export type HostCell = z.infer<typeof HostCell>;

/** What the joins of `withHost` select. */
export interface HostColumns {
  host_id: number | null;
  host_name: string | null;
  host_applied: number | null;
  host_seen: number | null;
  /** Revisions of the row and of everybody above it. */
  host_own: number;
  host_user: number;
  host_parent: number;
  host_top: number | null;
  /** Holds of the user and of everybody above it. */
  host_holds: number;
  host_holds_above: number;
  host_holds_top: number | null;
  host_fault: HostFault | null;
  host_detail: string | null;
  host_user_fault: HostFault | null;
  host_user_detail: string | null;
}

/**
 * Something of a user is on its server when the server has applied the latest revision in which it, its user or somebody
 * above mattered there. What failed in an earlier revision is open again until then.
 */
export function hostWord(row: HostColumns, { now, deleted }: { now: number; deleted: boolean }): HostWord {
  if (row.host_id === null) return deleted ? '' : 'unplaced';
  if (row.host_seen === null) return '';
  if (!isApplied(row)) return row.host_seen < now - lostAfter ? 'lost' : 'waiting';
  if (deleted) return 'gone';
  if (faultOf(row) !== null) return 'failed';
  return isStopped(row) ? 'down' : 'up';
}

const isApplied = (row: HostColumns): boolean =>
  Math.max(row.host_own, row.host_user, row.host_parent, row.host_top ?? 0) <= (row.host_applied ?? 0);

const isStopped = (row: HostColumns): boolean => row.host_holds + row.host_holds_above + (row.host_holds_top ?? 0) > 0;

const faultOf = (row: HostColumns): HostFault | null => row.host_fault ?? row.host_user_fault;

/** The word with the reason; what the server's system said is for the administrator. */
export function hostCell(ctx: Pick<Ctx, 'now' | 'lang'> & { viewer: { level: Level } }, row: HostColumns): HostCell {
  const word = hostWord(row, { now: ctx.now, deleted: false });
  const t = translator(ctx.lang);
  if (word === 'lost') return { word, text: t('host.state.lost'), at: row.host_seen };
  const fault = faultOf(row);
  if (word !== 'failed' || fault === null) return { word, text: '', at: null };
  const detail = (row.host_fault === null ? row.host_user_detail : row.host_detail) ?? '';
  const said = detail === '' || ctx.viewer.level !== 'admin' ? '' : ` ${detail}`;
  return { word, text: t(`host.fault.${fault}`) + said, at: null };
}

export const noHost: HostCell = { word: '', text: '', at: null };

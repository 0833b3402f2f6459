import type { Ctx } from '../../kernel/ctx.ts';
import { translator, type Translate } from '../../lang/translate.ts';
import type { Progress } from '../../panel/define.ts';
import { hostCell, hostWord, type HostColumns, type HostWord } from './host-state.ts';

type Row = HostColumns & { deleted_at: number | null };

const nothing: Progress = { done: true, tone: 'plain', text: '', at: null };

/** How far a change of these rows has come on their servers. Where no agent has ever been heard there is nothing to say. */
export function hostProgress(ctx: Ctx, rows: readonly Row[]): Progress | null {
  if (rows.length === 0) return null;
  const t = translator(ctx.lang);
  const known = rows.flatMap((row) => {
    const word = hostWord(row, { now: ctx.now, deleted: row.deleted_at !== null });
    return word === '' ? [] : [{ row, word }];
  });
  const [only, ...more] = known;
  if (only === undefined) return nothing;
  return more.length === 0
    ? ofOne(ctx, t, only)
    : ofMany(
        t,
        known.map(({ word }) => word),
      );
}

const tones: Readonly<Record<Exclude<HostWord, ''>, Progress['tone']>> = {
  up: 'ok',
  down: 'ok',
  gone: 'ok',
  waiting: 'plain',
  lost: 'warn',
  failed: 'bad',
  unplaced: 'plain',
};

function ofOne(ctx: Ctx, t: Translate, { row, word }: { row: Row; word: Exclude<HostWord, ''> }): Progress {
  const tone = tones[word];
  if (word === 'failed')
    return { ...nothing, tone, text: t('host.progress.failed', { reason: hostCell(ctx, row).text }) };
  const at = word === 'lost' ? row.host_seen : null;
  return { done: isOver(word), tone, text: t(`host.progress.${word}`), at };
}

const isOver = (word: HostWord): boolean => word !== 'waiting' && word !== 'lost';

function ofMany(t: Translate, words: readonly HostWord[]): Progress {
  const over = words.filter(isOver).length;
  const failed = words.filter((word) => word === 'failed').length;
  const done = over === words.length;
  const numbers = { ready: over - failed, all: words.length, failed };
  const text = t(failed > 0 ? 'host.progress.some_failed' : 'host.progress.some', numbers);
  const tone = failed > 0 ? 'bad' : done ? 'ok' : words.includes('lost') ? 'warn' : 'plain';
  return { done, tone, text, at: null };
}

import type { Ctx, Level } from '../../kernel/ctx.ts';
import type { Row } from '../../panel/answer.ts';
import type { AnyModule, Column } from '../../panel/define.ts';
import { inOrder, isHidden, keyColumn, listPrefsOf, type ListPrefs, type Shown } from '../../panel/list-prefs.ts';
import { isKnown, type Matching } from '../../panel/list.ts';
import { sameState } from '../../panel/own-views.ts';
import { perPageDefault, readQuery, writeQuery } from '../../panel/query.ts';
import { columnsFor } from '../cells.ts';
import { formats } from '../format.ts';
import type { ListState, ListView } from '../html.view.ts';
import type { Tools, Writer } from './standing.ts';
import type { ListAnswer } from './list.ts';

type List = NonNullable<ListAnswer['module']['list']>;

/** What the person who looks at a list wants of it. */
export interface Wishes {
  readonly prefs: ListPrefs;
  /** Rows on a page when the address does not say. */
  readonly usual: number;
}

export function wishesOf({ lists }: Writer, func: string): Wishes {
  const prefs = listPrefsOf(lists, func);
  return { prefs, usual: prefs.perPage ?? perPageDefault };
}

/** The columns that this level sees and the person wants, in their order. */
export function shownColumns(module: AnyModule, level: Level, prefs: Shown): [string, Column][] {
  const { list } = module;
  if (!list) return [];
  return inOrder(list, columnsFor(module, level), prefs).filter(([name]) => !isHidden(list, name, prefs));
}

/** Whether any row says something in this column, if that is a condition for showing it. */
export const isWorth = ([name, { quiet }]: [string, Column], rows: readonly Row[]): boolean =>
  quiet !== true || rows.some((row) => !saysNothing(row[name]));

const saysNothing = (cell: unknown): boolean =>
  cell === '' || (typeof cell === 'object' && cell !== null && 'word' in cell && cell.word === '');

/** All columns, to tick and to move. */
export const chooser = (
  { caption }: Pick<Tools, 'caption'>,
  { name: func, list }: { name: string; list: List },
  columns: [string, Column][],
  prefs: Shown,
): ListView['chooser'] =>
  inOrder(list, columns, prefs).map(([name]) => ({
    name,
    label: caption(func, name),
    shown: !isHidden(list, name, prefs),
    fixed: name === keyColumn(list),
  }));

/** Views of one's own. Only the one shown has been counted; its page asks for the others when it stands. */
export function ownViews(
  { base, format }: Writer,
  { module, query, counts }: ListAnswer,
  { prefs, usual }: Wishes,
): ListState['views'] {
  const { name: func, list } = module;
  if (!list) return [];
  return prefs.views.map(({ name, state }) => {
    const wanted = readQuery(list, new Map(new URLSearchParams(state)));
    const current = sameState(list, wanted, query);
    return {
      label: name,
      count: current && counts !== null ? knownText(format, counts) : null,
      href: `${base}/${func}${writeQuery(list, wanted, usual)}`,
      current,
      own: name,
    };
  });
}

/** What the tabs are told, in pairs: a name may be any text. */
export interface OwnCounts {
  readonly counts: readonly (readonly [name: string, count: string | null])[];
}

export function ownCounts({ lang, tz }: Ctx, views: ListPrefs['views'], counts: readonly Matching[]): OwnCounts {
  const format = formats(lang, tz);
  return { counts: counts.map((count, index) => [views[index]?.name ?? '', knownText(format, count)]) };
}

/** null when it is not known how many there are. */
export const knownText = (format: Writer['format'], count: Matching): string | null =>
  isKnown(count) ? matchingText(format, count) : null;

/** `12`, or `10,000+`. */
export const matchingText = (format: Writer['format'], { matching, bounded }: Matching): string =>
  `${format.number(matching)}${bounded ? '+' : ''}`;

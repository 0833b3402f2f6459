import { randomUUID } from 'node:crypto';
import type { Answer, Row } from '../../panel/answer.ts';
import type { Column } from '../../panel/define.ts';
import { countBound, isKnown, type ListQuery } from '../../panel/list.ts';
import { stateOf, writeQuery } from '../../panel/query.ts';
import { markup, type Markup } from '../../kernel/markup.ts';
import type { ListPlaces, ListState } from '../html.view.ts';
import { cell } from './cells.ts';
import { initialsOf } from './frame.ts';
import { listShell, type ListShell } from './list-shell.ts';
import { paging } from './paging.ts';
import type { Writer } from './standing.ts';
import type { Shared } from './list-shared.ts';
import { tableHtml } from './table.ts';
import { tabsHtml } from './tabs.ts';
import { isWorth, knownText, ownViews, wishesOf, type Wishes } from './wishes.ts';

export type ListAnswer = Extract<Answer, { kind: 'list' }>;

/** The page of a list: what is the same for many requests, with the rows and all that is of this one put in. */
export function listPage(write: Writer, answer: ListAnswer): Buffer {
  const { ctx, standing, flash, csrf, t } = write;
  const { module, query } = answer;
  const wishes = wishesOf(write, module.name);
  const { order, hidden } = wishes.prefs;
  const back = `/${module.name}${writeQuery(listOf(answer), query, wishes.usual)}`;
  const shell = listShell(write, {
    ...{ func: module.name, standing, flash, deleted: query.deleted },
    prefs: { order, hidden },
    back: flash.length > 0 ? back : null,
  });
  const { page, title, acts, helps } = shell;
  const state = listState(write, answer, { wishes, back, shell });
  return page.fill({
    ...placesOf(state, { t, sprite: write.asset('icons.svg'), title, acts, helps }),
    csrf: markup`${csrf}`,
    opId: markup`${randomUUID()}`,
    name: markup`${ctx.viewer.name}`,
    initials: markup`${initialsOf(ctx.viewer.name)}`,
  });
}

/** What a list shows, put into its places. */
export const placesOf = (state: ListState, shared: Shared): Record<keyof ListPlaces, Markup | Markup[]> => ({
  count: markup`${state.count}`,
  filter: markup`${state.filter}`,
  csvHref: markup`${state.csvHref}`,
  tabs: tabsHtml(state, shared),
  table: tableHtml(state, shared),
});

interface How {
  readonly wishes: Wishes;
  readonly back: string;
  readonly shell: ListShell;
}

function listState(write: Writer, answer: ListAnswer, { wishes, back, shell }: How): ListState {
  const { module, query, page } = answer;
  const list = listOf(answer);
  const href = (change: Partial<ListQuery>): string =>
    `${write.base}/${module.name}${writeQuery(list, { ...query, page: 1, after: null, ...change }, wishes.usual)}`;
  const columns = shell.columns.filter((column) => isWorth(column, page.rows));
  const first = { ...query, page: 1, after: null };
  return {
    count: countText(write, answer),
    ...tabs(write, answer, wishes, href),
    filter: query.filter,
    state: stateOf(list, { ...first, filter: '', deleted: false }, wishes.usual),
    columns: columns.map((column) => columnView(write, answer, column, href)),
    rows: rowViews(write, answer, columns, href),
    empty: page.rows.length === 0 ? empty(write, answer, href) : null,
    ...paging(write, answer, href),
    csvHref: withFormat(href({}), 'csv'),
    every: shell.takesMany ? every(write, answer) : null,
    back,
  };
}

function listOf({ module }: ListAnswer): NonNullable<ListAnswer['module']['list']> {
  if (!module.list) throw new Error(`${module.name} has no list`);
  return module.list;
}

const withFormat = (href: string, out: string): string => `${href}${href.includes('?') ? '&' : '?'}out=${out}`;

const countText = ({ format }: Writer, { counts }: ListAnswer): string =>
  counts === null ? '' : (knownText(format, counts) ?? '');

/** The tabs, and where they ask for the counts that they have not. */
function tabs(write: Writer, answer: ListAnswer, wishes: Wishes, href: Href): Pick<ListState, 'views' | 'countsHref'> {
  const all = views(write, answer, wishes, href);
  const asks = all.some(({ own, count }) => own !== null && count === null);
  return { views: all, countsHref: asks ? `${write.base}/counts?list=${answer.module.name}` : null };
}

/** Those of the module with their counts, then one's own; one that is one's own to the letter is the one shown. */
function views(write: Writer, answer: ListAnswer, wishes: Wishes, href: Href): ListState['views'] {
  const { module, query, counts } = answer;
  const own = ownViews(write, answer, wishes);
  const isOwn = own.some(({ current }) => current);
  const declared = module.list?.views ?? [];
  if (declared.length === 0 && own.length === 0) return [];
  const all = ['all', ...declared].map((view) => {
    const count = counts?.views[view];
    return {
      label: declared.length === 0 ? write.t('list.all') : write.caption(module.name, `view_${view}`),
      count: count === undefined ? null : write.format.number(count),
      href: declared.length === 0 ? href({ view, filter: '' }) : href({ view }),
      current: query.view === view && !isOwn,
      own: null,
    };
  });
  return [...all, ...own];
}

type Href = (change: Partial<ListQuery>) => string;

function columnView(
  write: Writer,
  { module, query }: ListAnswer,
  [name, column]: [string, Column],
  href: Href,
): ListState['columns'][number] {
  const sorted = query.sort === name;
  const desc = sorted ? !query.desc : column.descFirst === true;
  return {
    name,
    label: write.caption(module.name, name),
    kind: column.as ?? 'text',
    sortHref: column.sortable === true ? href({ sort: name, desc }) : null,
    sorted: sorted ? (query.desc ? 'descending' : 'ascending') : null,
    minor: column.minor === true,
  };
}

/** The rows of the page; what is the same in all of them is found out once. */
function rowViews(
  write: Writer,
  { module, page }: ListAnswer,
  columns: [string, Column][],
  href: Href,
): ListState['rows'] {
  const [named = ''] = Object.keys(module.list?.columns ?? {});
  const drawn = columns.map(([name, column]) => ({ name, column, link: linkOf(write, module.name, column, href) }));
  return page.rows.map((row) => {
    const name = row[named];
    const elid = String(row['id']);
    return {
      elid,
      name: typeof name === 'string' ? name : elid,
      deleted: isDeleted(row),
      unread: typeof row['unread'] === 'boolean' ? row['unread'] : null,
      cells: drawn.map(({ name: key, column, link }) =>
        cell(write, { module: module.name, name: key, column, row, value: row[key], href: link(row, row[key]) }),
      ),
    };
  });
}

const isDeleted = (row: Row): boolean => (row['state'] as { kind?: string } | undefined)?.kind === 'deleted';

type Link = (row: Row, value: unknown) => string | null;

/** Where the cells of a column lead: to the same list with fewer rows, to a func of the row, or nowhere. */
function linkOf(write: Writer, module: string, { narrows, link, leads }: Column, href: Href): Link {
  if (narrows !== undefined) return (_row, value) => narrowed(narrows, value, href);
  if (leads !== undefined) return (row) => (row[leads] === '' ? null : write.base + String(row[leads]));
  if (link === undefined || !write.may(`${module}.${link}`)) return () => null;
  const begin = `${write.base}/${module}.${link}?elid=`;
  return (row) => (isDeleted(row) ? null : begin + encodeURIComponent(String(row['id'])));
}

/** Rows beyond those of the page can be chosen too, as long as they are counted and few enough. */
function every({ t, format }: Writer, { query, page, counts }: ListAnswer): ListState['every'] {
  const few = counts !== null && !counts.bounded && counts.matching <= countBound;
  if (!few || query.deleted || counts.matching <= page.rows.length) return null;
  const number = format.number(counts.matching);
  return { label: t('list.every', { number }), number };
}

/** The same list with only the rows that have this value here. */
function narrowed(word: string, value: unknown, href: Href): string | null {
  if (typeof value !== 'string' || value === '' || value.includes('"')) return null;
  return href({ filter: `${word}:${/\s/.test(value) ? `"${value}"` : value}` });
}

/** Nothing yet and nothing found are told apart: one says what the list is for, the other how to see more. */
function empty(write: Writer, { module, query, counts }: ListAnswer, href: Href): ListState['empty'] {
  const { t, caption, base, may } = write;
  if (query.filter !== '' || query.view !== 'all' || query.page > 1) {
    const none = counts === null || isKnown(counts) ? 'list.none_match' : 'list.none_near';
    const said = query.filter === '' ? t('list.none_here') : t(none, { filter: query.filter });
    return {
      title: t('list.none'),
      text: said,
      action: { label: t('list.show_all'), href: href({ filter: '', view: 'all' }) },
    };
  }
  const creates = module.form?.create !== undefined && may(`${module.name}.edit`);
  const action = creates ? { label: caption(module.name, 'new'), href: `${base}/${module.name}.edit` } : null;
  return { title: caption(module.name, 'empty_title'), text: caption(module.name, 'empty_text'), action };
}

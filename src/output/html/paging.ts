import { type ListQuery } from '../../panel/list.ts';
import type { ListState } from '../html.view.ts';
import type { Writer } from './standing.ts';
import type { ListAnswer } from './list.ts';
import { matchingText } from './wishes.ts';

type Href = (change: Partial<ListQuery>) => string;

/** Pages that are counted to have a number; further in, the next is reached by the key of the last row. */
const numbered = 200;
const sizes = [15, 50, 100, 200] as const;

export function paging(write: Writer, answer: ListAnswer, href: Href): Pick<ListState, 'range' | 'perPage' | 'pages'> {
  const { query, page, counts } = answer;
  return {
    range: range(write, answer),
    perPage: (counts?.matching ?? 0) > sizes[0] ? sizes.map((n) => ({ n, current: n === query.perPage })) : [],
    pages: query.page === 1 && page.next === null ? [] : pages(write, answer, href),
  };
}

function range({ t, format }: Writer, { query, page, counts }: ListAnswer): string {
  if (page.rows.length === 0 || !counts) return '';
  const from = (query.page - 1) * query.perPage + 1;
  const to = format.number(from + page.rows.length - 1);
  return t('list.range', { from: format.number(from), to, all: matchingText(format, counts) });
}

function pages({ format, t }: Writer, answer: ListAnswer, href: Href): ListState['pages'] {
  const { query, counts } = answer;
  const link = (n: number): string => href({ page: n });
  const last = Math.min(numbered, Math.ceil((counts?.matching ?? 0) / query.perPage));
  const near = [query.page - 2, query.page - 1, query.page, query.page + 1, query.page + 2].filter(
    (n) => n >= 1 && (n <= last || n === query.page),
  );
  const shown = [...new Set([1, ...near, ...(last > 1 && query.page <= last ? [last] : [])])].sort((a, b) => a - b);
  const numbers = shown.flatMap((n, index): ListState['pages'] => {
    const gap =
      index > 0 && n - (shown[index - 1] ?? n) > 1 ? [{ label: '…', href: null, current: false, rel: null }] : [];
    return [
      ...gap,
      { label: format.number(n), href: n === query.page ? null : link(n), current: n === query.page, rel: null },
    ];
  });
  const back =
    query.page > 1 && query.page <= numbered + 1
      ? [{ label: t('list.prev'), href: link(query.page - 1), current: false, rel: 'prev' as const }]
      : [];
  return [...back, ...numbers, ...next(answer, href, t('list.next'))];
}

function next({ query, page }: ListAnswer, href: Href, label: string): ListState['pages'] {
  if (page.next === null) return [];
  const deep = query.page >= numbered;
  const target = href({ page: query.page + 1, after: deep ? page.next : null });
  return [{ label, href: target, current: false, rel: 'next' }];
}

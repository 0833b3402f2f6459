import type { Answer, Row } from '../../panel/answer.ts';
import { readQuery, writeQuery } from '../../panel/query.ts';
import { columnsFor } from '../cells.ts';
import type { SearchView } from '../html.pages.view.ts';
import { cell } from './cells.ts';
import { frame } from './frame.ts';
import type { Writer } from './standing.ts';

/** What the module search answers; `output/` knows no module, so its shape is said again here. */
interface SearchData {
  q: string;
  kinds: { func: string; matching: number; bounded: boolean; rows: Row[] }[];
}

/** What matches everywhere, list by list, each with the way to the whole list. */
export function searchView(write: Writer, { module, data }: Extract<Answer, { kind: 'page' }>): SearchView {
  const { q, kinds } = data as unknown as SearchData;
  const around = frame(write, module.name);
  return {
    ...around,
    view: 'search',
    title: write.caption('search', 'title'),
    crumbs: [],
    search: around.search && { ...around.search, value: q },
    action: `${write.base}/search`,
    q,
    kinds: kinds.flatMap((kind) => section(write, kind, q)),
    empty: kinds.length > 0 ? null : empty(write, q),
  };
}

function section(write: Writer, kind: SearchData['kinds'][number], q: string): SearchView['kinds'] {
  const { func, matching, bounded, rows } = kind;
  const { caption, format, base, registry, manifest, t } = write;
  const list = registry.get(func)?.list;
  if (!list) return [];
  const number = `${format.number(matching)}${bounded ? '+' : ''}`;
  return [
    {
      func,
      label: caption(func, 'title'),
      icon: manifest.menu.flatMap(({ items }) => items).find((item) => item.func === func)?.icon ?? 'list-search',
      all: t('search.all', { number }),
      href: `${base}/${func}${writeQuery(list, readQuery(list, new Map([['filter', q]])))}`,
      rows: rows.map((row) => match(write, func, row)),
    },
  ];
}

function match(write: Writer, func: string, row: Row): SearchView['kinds'][number]['rows'][number] {
  const { base, caption, may, registry, ctx } = write;
  const module = registry.get(func);
  const columns = module ? columnsFor(module, ctx.viewer.level) : [];
  const [name = ''] = Object.keys(module?.list?.columns ?? {});
  const link = columns.map(([, column]) => column.link).find((one) => one !== undefined);
  const href =
    link !== undefined && may(`${func}.${link}`)
      ? `${base}/${func}.${link}?elid=${encodeURIComponent(String(row['id']))}`
      : null;
  const notes = columns.flatMap(([key, column]) => {
    const value = row[key];
    const shown = (column.as ?? 'text') === 'text' && typeof value === 'string' && value !== '';
    return shown ? [{ label: caption(func, key), text: value }] : [];
  });
  return {
    name: cell(write, { module: func, name, column: { as: 'name' }, row, value: row[name], href }),
    notes,
  };
}

/** Nothing asked yet and nothing found are told apart. */
function empty({ t, caption }: Writer, q: string): SearchView['empty'] {
  if (q === '') return { title: caption('search', 'empty_title'), text: caption('search', 'empty_text') };
  return { title: t('list.none'), text: t('list.none_match', { filter: q }) };
}

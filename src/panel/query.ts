import type { AnyModule } from './define.ts';
import type { Cursor, ListQuery } from './list.ts';

type Params = ReadonlyMap<string, string>;
type List = NonNullable<AnyModule['list']>;

/** Rows on a page, unless somebody wants more or less. */
export const perPageDefault = 50;
const perPageMost = 500;
/** Pages further in than this are reached by the key of the row before, never by counting to them. */
const deepestPage = 200;

/** Reads the state of a list from its address. What makes no sense falls back to the default: a list is never refused. */
export function readQuery(list: List, params: Params): ListQuery {
  const { sort, desc } = readSort(list, params.get('p_col') ?? list.defaultSort);
  const view = params.get('view') ?? 'all';
  const after = readCursor(params.get('p_after'));
  return {
    filter: (params.get('filter') ?? '').normalize('NFC').trim().slice(0, 200),
    view: list.views?.includes(view) === true ? view : 'all',
    sort,
    desc,
    page: whole(params.get('p_num'), 1, after ? Number.MAX_SAFE_INTEGER : deepestPage),
    perPage: whole(params.get('p_cnt'), perPageDefault, perPageMost),
    deleted: list.showDeleted === true && params.get('deleted') === 'on',
    after,
  };
}

/** The state of a list as parameters; what is at its default is left out. `usual` is the page size taken when none is said. */
export function stateOf(list: List, query: ListQuery, usual = perPageDefault): [name: string, value: string][] {
  const column = query.desc ? `-${query.sort}` : query.sort;
  const said: [string, string][] = [];
  if (query.filter !== '') said.push(['filter', query.filter]);
  if (query.view !== 'all') said.push(['view', query.view]);
  if (column !== list.defaultSort) said.push(['p_col', column]);
  if (query.perPage !== usual) said.push(['p_cnt', String(query.perPage)]);
  if (query.deleted) said.push(['deleted', 'on']);
  if (query.page !== 1) said.push(['p_num', String(query.page)]);
  if (query.after) said.push(['p_after', writeCursor(query.after)]);
  return said;
}

/** The same as the query of an address. */
export function writeQuery(list: List, query: ListQuery, usual = perPageDefault): string {
  let text = '';
  for (const [name, value] of stateOf(list, query, usual)) text += `${text === '' ? '?' : '&'}${name}=${encode(value)}`;
  return text;
}

const encode = (value: string): string =>
  /^[\w.-]*$/.test(value) ? value : new URLSearchParams({ v: value }).toString().slice(2);

function readSort(list: List, wanted: string): { sort: string; desc: boolean } {
  const sort = wanted.replace(/^[+-]/, '');
  const sortable = Object.hasOwn(list.columns, sort) && list.columns[sort]?.sortable === true;
  if (!sortable) return readSort(list, list.defaultSort);
  return { sort, desc: wanted.startsWith('-') };
}

function whole(text: string | undefined, fallback: number, most: number): number {
  const n = Number(text);
  return Number.isSafeInteger(n) && n >= 1 ? Math.min(n, most) : fallback;
}

const writeCursor = ({ value, id }: Cursor): string => Buffer.from(JSON.stringify([value, id])).toString('base64url');

function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined || text.length > 800) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [value, id] = parsed as unknown[];
    const scalar = value === null || typeof value === 'string' || typeof value === 'number';
    return scalar && Number.isSafeInteger(id) ? { value, id: Number(id) } : null;
  } catch {
    return null;
  }
}

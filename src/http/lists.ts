import type { Request } from 'express';
import { forbidden, PanelError } from '../kernel/errors.ts';
import { translator } from '../lang/translate.ts';
import { changeListPrefs } from '../modules/profile/index.ts';
import type { FlashView } from '../output/html.view.ts';
import { ownCounts, type OwnCounts } from '../output/html/wishes.ts';
import { mayCall } from '../panel/access.ts';
import type { Call } from '../panel/answer.ts';
import { listPrefsOf, type ListPrefs } from '../panel/list-prefs.ts';
import { countViews, mostViews } from '../panel/own-views.ts';
import { perPageDefault, readQuery, writeQuery } from '../panel/query.ts';
import { findFunc, type Func } from '../panel/registry.ts';
import type { Deps } from './deps.ts';
import type { PanelRequest } from './viewer.ts';

type Params = ReadonlyMap<string, string>;
type ListFunc = Extract<Func, { kind: 'list' }>;

/** What is asked of a list, and the state its address had. */
interface Wish {
  readonly func: ListFunc;
  readonly params: Params;
  readonly state: string;
}

type Change = (wish: Wish, prefs: ListPrefs) => ListPrefs;

/** Keeps how the person wants to see a list; answers where to go on. */
export async function changeList(deps: Deps, asked: PanelRequest, req: Request): Promise<string> {
  const { params } = req.given;
  const func = listOf(deps, asked, params.get('list') ?? '');
  const change = Object.entries(changes).find(([key]) => params.has(key))?.[1];
  if (!change) throw new PanelError('invalid', 'error.bad_request');
  const back = asked.back ?? `${asked.base}/${func.name}`;
  const wish = { func, params, state: stateOf(asked, func, params.get('state') ?? back) };
  await changeListPrefs(asked.ctx, func.name, (prefs) => change(wish, prefs));
  req.session.flash = flashOf(asked, wish);
  return params.has('p_cnt') ? withoutPage(back) : back;
}

function withoutPage(back: string): string {
  const [path = '', query] = back.split('?');
  const state = new URLSearchParams(query);
  for (const name of ['p_cnt', 'p_num', 'p_after']) state.delete(name);
  return state.size > 0 ? `${path}?${state.toString()}` : path;
}

function listOf({ registry }: Deps, { ctx }: PanelRequest, name: string): ListFunc {
  const func = findFunc(registry, name);
  if (func?.kind !== 'list') throw new PanelError('not_found', 'error.func_missing', { func: name.slice(0, 60) });
  if (!mayCall(ctx.viewer, func)) throw forbidden(name);
  return func;
}

/** The state of an address as it is kept: without the page, and with the size of pages as it was. */
function stateOf(asked: PanelRequest, { name, list }: ListFunc, address: string): string {
  const [, state = ''] = address.split('?');
  const query = readQuery(list, asPreferred(asked, name, new Map(new URLSearchParams(state))));
  return writeQuery(list, { ...query, page: 1, after: null }, 0);
}

/** The size of pages that the person has chosen for this list, when the address names none. */
function asPreferred({ present }: PanelRequest, func: string, params: Params): Params {
  const { perPage } = listPrefsOf(present.lists, func);
  return perPage === null || params.has('p_cnt') ? params : new Map([...params, ['p_cnt', String(perPage)]]);
}

/** A call of a list as the person wants to see it. */
export const asWished = (asked: PanelRequest, func: string, params: Params): Pick<Call, 'params'> => ({
  params: asPreferred(asked, func, params),
});

/** How many rows the views of one's own have, by their names. A page does not wait for it: its tabs ask. */
export async function countOwn({ registry }: Deps, { ctx, present }: PanelRequest, req: Request): Promise<OwnCounts> {
  const func = req.given.params.get('list') ?? '';
  const { views } = listPrefsOf(present.lists, func);
  const counts = await countViews(registry, ctx, { func, states: views.map(({ state }) => state) });
  return ownCounts(ctx, views, counts);
}

/** By the parameter that asks for it. */
const changes: Readonly<Record<string, Change>> = {
  reset: (_wish, prefs) => ({ ...prefs, order: [], hidden: [] }),
  columns: (wish, prefs) => ({ ...prefs, ...columnsOf(wish) }),
  p_cnt: ({ func: { list }, params }, prefs) => {
    const { perPage } = readQuery(list, params);
    return { ...prefs, perPage: perPage === perPageDefault ? null : perPage };
  },
  save: ({ params, state }, prefs) => {
    const name = nameOf(params.get('name'));
    const others = prefs.views.filter((view) => view.name !== name);
    if (others.length >= mostViews) throw new PanelError('limit', 'list.views_full');
    return { ...prefs, views: [...others, { name, state }] };
  },
  forget: ({ params }, prefs) => ({
    ...prefs,
    views: prefs.views.filter(({ name }) => name !== params.get('forget')),
  }),
};

function nameOf(given = ''): string {
  const name = given.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (name === '') throw new PanelError('invalid', 'list.view_nameless');
  return name.slice(0, 40);
}

/** `col.NAME` stands in the order wanted and says whether it is ticked; `up` and `down` move one by one place. */
function columnsOf({ func: { list }, params }: Wish): Pick<ListPrefs, 'order' | 'hidden'> {
  const order = [...params.keys()].flatMap((key) => {
    const name = key.startsWith('col.') ? key.slice(4) : '';
    return Object.hasOwn(list.columns, name) ? [name] : [];
  });
  const hidden = order.filter((name) => params.get(`col.${name}`) !== 'on');
  const moved = params.get('up') ?? params.get('down') ?? '';
  const from = order.indexOf(moved);
  const to = params.has('up') ? Math.max(1, from - 1) : from + 1;
  if (from > 0) order.splice(to, 0, ...order.splice(from, 1));
  return { order, hidden };
}

/** Says what has happened to a view, with the way back. */
function flashOf({ ctx, present }: PanelRequest, { func, params, state }: Wish): FlashView[] {
  const t = translator(ctx.lang);
  const saved = params.has('save');
  const name = saved ? nameOf(params.get('name')) : params.get('forget');
  if (name === undefined) return [];
  const before = listPrefsOf(present.lists, func.name).views.find((view) => view.name === name);
  const undo = saved ? { forget: name } : { save: 'on', name, state: before?.state ?? state };
  const fields = Object.entries({ list: func.name, ...undo }).map(([key, value]) => ({ name: key, value }));
  return [
    {
      kind: 'ok',
      text: t(saved ? 'list.view_saved' : 'list.view_removed', { name }),
      link: null,
      undo: { action: '', elids: [], label: t('flash.undo'), to: '/lists', fields },
      items: [],
    },
  ];
}

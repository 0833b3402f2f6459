import { askView, confirmView, formErrorsView, formView } from './samples.forms.ts';
import { rowMenu, toolbar } from './samples.menu.ts';
import { page, type World } from './samples.page.ts';
import { accessView, overviewView } from './samples.pages.ts';
import { errorView, loginFailedView, loginView, setupView } from './samples.plain.ts';
import type { WholeList } from './render.ts';
import { columns, rows } from './samples.rows.ts';
import { searchNoneView, searchView } from './samples.search.ts';
import { threadClosedView, threadPartedView, threadRefusedView, threadView } from './samples.thread.ts';

export type { World } from './samples.page.ts';

export function listView(world: World, n = 18): WholeList {
  return {
    ...page(world),
    view: 'list',
    title: 'Resellers',
    crumbs: [{ label: 'Accounts', href: null }],
    func: 'reseller',
    count: '971',
    views: [
      { label: 'All', count: '971', href: '/reseller', current: true, own: null },
      { label: 'Active', count: '870', href: '/reseller?view=active', current: false, own: null },
      { label: 'Disabled', count: '101', href: '/reseller?view=disabled', current: false, own: null },
      { label: 'Near a limit', count: '138', href: '/reseller?view=near', current: false, own: null },
      { label: 'Poland', count: '64', href: '/reseller?filter=pl', current: false, own: 'Poland' },
    ],
    countsHref: null,
    toolbar,
    rowMenu,
    filter: '',
    filterHint: null,
    help: 'Resellers rent a part of the server and pass it on to users.',
    state: [],
    showDeleted: false,
    columns,
    rows: rows(n),
    empty: null,
    range: '1–50 of 971',
    perPage: [25, 50, 100].map((count) => ({ n: count, current: count === 50 })),
    pages: [
      { label: '1', href: null, current: true, rel: null },
      ...['2', '3', '20'].map((label) => ({ label, href: `/reseller?p_num=${label}`, current: false, rel: null })),
      { label: 'Next', href: '/reseller?p_num=2', current: false, rel: 'next' as const },
    ],
    csvHref: '/reseller?out=csv',
    every: { label: 'Select all 971 that match', number: '971' },
    chooser: columns.map(({ name, label }) => ({ name, label, shown: name !== 'created', fixed: name === 'name' })),
    back: '/reseller',
  };
}

export function emptyView(world: World): WholeList {
  return {
    ...listView(world, 0),
    count: '0',
    filter: 'zzzz',
    empty: {
      title: 'No resellers match “zzzz”',
      text: 'Check the spelling, clear the filter, or include deleted resellers.',
      action: { label: 'Clear filter', href: '/reseller' },
    },
    range: '',
    pages: [],
    perPage: [],
  };
}

export function flashView(world: World): WholeList {
  return {
    ...listView(world, 8),
    flash: [
      {
        kind: 'ok',
        text: '2 resellers disabled: alpinebox, alpinedata.',
        undo: { action: 'reseller.enable', elids: ['1', '2'], label: 'Undo' },
        link: null,
        items: [],
      },
      {
        kind: 'error',
        text: '2 of 4 resellers were not deleted.',
        undo: null,
        link: null,
        items: ['alpinehost still has 14 users.', 'alpinehost10 was disabled by somebody above you.'],
      },
    ],
  };
}

export const templates: Record<string, (world: World) => object & { view: string }> = {
  list: (world) => listView(world),
  empty: emptyView,
  flash: flashView,
  form: formView,
  'form-errors': formErrorsView,
  confirm: confirmView,
  ask: askView,
  overview: (world) => overviewView(page(world)),
  access: (world) => accessView(page(world)),
  search: searchView,
  'search-none': searchNoneView,
  thread: threadView,
  'thread-refused': threadRefusedView,
  'thread-closed': threadClosedView,
  'thread-parted': threadPartedView,
  login: loginView,
  'login-failed': loginFailedView,
  setup: setupView,
  error: errorView,
};

import type { SearchView } from '../../src/output/html.pages.view.ts';
import { page, type World } from './samples.page.ts';

type Kind = SearchView['kinds'][number];

const row = (text: string, second: string, reseller = ''): Kind['rows'][number] => ({
  name: {
    as: 'name',
    text,
    second,
    href: `/user.edit?elid=${text}`,
    chip: text === 'alpinebox51' ? { text: 'Disabled', tone: 'bad', title: 'By root, 3 days ago' } : null,
  },
  notes: reseller === '' ? [] : [{ label: 'Reseller', text: reseller }],
});

export const searchView = (world: World): SearchView => ({
  ...page(world),
  view: 'search',
  title: 'Search everywhere',
  crumbs: [],
  action: '/search',
  q: 'alp',
  kinds: [
    {
      func: 'reseller',
      label: 'Resellers',
      icon: 'building-store',
      all: 'All matches (2)',
      href: '/reseller?filter=alp',
      rows: [row('alpinebox', 'Piotr Zieliński'), row('alpinebox51', '')],
    },
    {
      func: 'user',
      label: 'Users',
      icon: 'users',
      all: 'All matches (10,000+)',
      href: '/user?filter=alp',
      rows: [row('alpina', 'Ольга Смирнова', 'alpinebox')],
    },
  ],
  empty: null,
});

export const searchNoneView = (world: World): SearchView => ({
  ...searchView(world),
  kinds: [],
  empty: { title: 'Nothing found', text: 'Nothing matches “alp”.' },
});

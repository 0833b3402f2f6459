import type { ButtonView, MenuSection } from '../../src/output/html.view.ts';

type Item = [func: string, label: string, icon: string, badge?: string];

const sections: [string | null, Item[]][] = [
  [null, [['overview', 'Overview', 'layout-dashboard']]],
  [
    'Accounts',
    [
      ['reseller', 'Resellers', 'building-store'],
      ['user', 'Users', 'users'],
      ['package', 'Packages', 'package'],
    ],
  ],
  [
    'Hosting',
    [
      ['site', 'WWW domains', 'world-www'],
      ['mail', 'Mail', 'mail'],
      ['database', 'Databases', 'database'],
    ],
  ],
  [
    'Business',
    [
      ['order', 'Orders', 'file-invoice'],
      ['ticket', 'Tickets', 'lifebuoy', '3'],
    ],
  ],
  [
    'Server',
    [
      ['server', 'Servers', 'server'],
      ['journal', 'Action log', 'history'],
      ['settings', 'Settings', 'settings'],
    ],
  ],
];

export function menu(acting: boolean): MenuSection[] {
  const base = acting ? '/as/g1' : '';
  const shown = acting ? sections.slice(0, 4) : sections;
  return shown.map(([label, items]) => ({
    label,
    items: items.map(([func, text, icon, badge]) => ({
      func,
      label: text,
      href: `${base}/${func}`,
      icon,
      current: func === 'reseller',
      badge: badge ?? null,
    })),
  }));
}

const button = (verb: string, label: string, icon: string, more: Partial<ButtonView> = {}): ButtonView => ({
  func: `reseller.${verb}`,
  label,
  icon,
  rows: '1',
  hint: 'Select one reseller',
  danger: false,
  href: null,
  key: null,
  ...more,
});

const many = { rows: '+' as const, hint: 'Select one or more resellers' };
const edit = button('edit', 'Edit', 'pencil', { key: 'E' });
const remove = button('delete', 'Delete', 'trash', { ...many, danger: true, key: 'Del' });
const enable = button('enable', 'Enable', 'player-play', many);
const disable = button('disable', 'Disable', 'player-pause', many);
const access = button('access', 'Access', 'key');
const message = button('message', 'Message', 'message', { ...many, key: 'M' });
const enter = button('enter', 'Enter', 'login-2', { key: 'Enter' });

export const toolbar: ButtonView[][] = [
  [button('new', 'New', 'plus', { rows: '0', href: '/reseller.edit', hint: '' })],
  [edit, remove],
  [enable, disable],
  [access, message, enter],
];

export const rowMenu: ButtonView[][] = [
  [
    { ...enter, label: 'Enter panel' },
    edit,
    { ...access, label: 'Access to functions' },
    { ...message, label: 'Send message' },
  ],
  [enable, disable],
  [{ ...remove, label: 'Delete…' }],
];

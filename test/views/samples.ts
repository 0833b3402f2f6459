import type { ConfirmView, FieldView, FormView, ListView, PageView, PlainView } from '../../src/output/html.view.ts';
import { chromeEn } from '../../src/lang/chrome.en.ts';
import { chromeRu } from '../../src/lang/chrome.ru.ts';
import { columns, rows } from './samples.rows.ts';
import { accessView, overviewView } from './samples.pages.ts';
import { menu, rowMenu, toolbar } from './samples.menu.ts';

export interface World {
  asset: (name: string) => string;
  theme: 'light' | 'dark' | null;
  lang: 'en' | 'ru';
  acting: boolean;
}

/** Says chrome words as the panel does: the key's text with its values filled in. */
function translate(lang: 'en' | 'ru'): PageView['t'] {
  const texts: Readonly<Record<string, string>> = lang === 'ru' ? chromeRu : chromeEn;
  return (key, values = {}) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`No chrome text for ${key}`);
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));
  };
}

function page({ asset, theme, lang, acting }: World): Omit<PageView, 'title' | 'crumbs'> {
  const name = acting ? 'alpinebox' : 'root';
  return {
    lang,
    theme,
    brand: 'Sublet',
    foot: 'srv1.example.net · 0.1.0',
    base: acting ? '/as/g1' : '',
    csrf: 'csrf-token',
    opId: 'op-0001',
    asset,
    t: translate(lang),
    viewer: { name, initials: acting ? 'AL' : 'RO', level: acting ? 'Reseller' : 'Server administrator' },
    menu: menu(acting),
    acting: acting
      ? {
          before: 'You are working as reseller',
          name: 'alpinebox',
          after: ' — signed in as root. Actions are logged under both names.',
          chain: [
            { name: 'root', href: '/', current: false },
            { name: 'alpinebox', href: '/as/g1/', current: true },
          ],
          returnTo: 'root',
          returnHref: '/as/g1/return',
          notice: null,
        }
      : null,
    flash: [],
    accountMenu: [
      { label: 'Profile', href: '/profile', icon: 'user-cog' },
      { label: 'Sessions', href: '/session', icon: 'device-laptop' },
    ],
    search: { href: '/search', value: '' },
    keys: true,
    languages: [
      { code: 'en', label: 'English', current: lang === 'en' },
      { code: 'ru', label: 'Русский', current: lang === 'ru' },
    ],
  };
}

export function listView(world: World, n = 50): ListView {
  return {
    ...page(world),
    view: 'list',
    title: 'Resellers',
    crumbs: [{ label: 'Accounts', href: null }],
    func: 'reseller',
    count: '971',
    views: [
      { label: 'All', count: '971', href: '/reseller', current: true },
      { label: 'Active', count: '870', href: '/reseller?view=active', current: false },
      { label: 'Disabled', count: '101', href: '/reseller?view=disabled', current: false },
      { label: 'Near a limit', count: '138', href: '/reseller?view=near', current: false },
    ],
    toolbar,
    rowMenu,
    filter: '',
    state: [],
    showDeleted: false,
    columns,
    rows: rows(n),
    empty: null,
    range: '1–50 of 971',
    perPage: [25, 50, 100].map((count) => ({ n: count, href: `/reseller?p_cnt=${String(count)}`, current: count === 50 })),
    pages: [
      { label: '1', href: null, current: true, rel: null },
      ...['2', '3', '20'].map((label) => ({ label, href: `/reseller?p_num=${label}`, current: false, rel: null })),
      { label: 'Next', href: '/reseller?p_num=2', current: false, rel: 'next' as const },
    ],
    csvHref: '/reseller?out=csv',
  };
}

export function emptyView(world: World): ListView {
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

export function flashView(world: World): ListView {
  return {
    ...listView(world, 8),
    flash: [
      { kind: 'ok', text: '2 resellers disabled: alpinebox, alpinedata.', undo: { action: 'reseller.enable', elids: ['1', '2'], label: 'Undo' }, items: [] },
      {
        kind: 'error',
        text: '2 of 4 resellers were not deleted.',
        undo: null,
        items: ['alpinehost still has 14 users.', 'alpinehost10 was disabled by somebody above you.'],
      },
    ],
  };
}

const plainField: FieldView = {
  name: 'name',
  id: 'f-name',
  label: 'User name',
  hint: null,
  as: 'text',
  value: '',
  checked: false,
  required: false,
  readonly: false,
  unit: null,
  autocomplete: null,
  options: [],
  problem: null,
  icon: null,
};

const field = (name: string, label: string, more: Partial<FieldView> = {}): FieldView => ({ ...plainField, name, id: `f-${name}`, label, ...more });

const feature = (name: string, label: string, icon: string, checked: boolean): FieldView => field(name, label, { as: 'switch', icon, checked });

export function formView(world: World): FormView {
  return {
    ...page(world),
    view: 'form',
    title: 'New reseller',
    crumbs: [
      { label: 'Accounts', href: null },
      { label: 'Resellers', href: '/reseller' },
    ],
    func: 'reseller.edit',
    elid: null,
    action: '/reseller.edit',
    error: null,
    errorTitle: null,
    problems: [],
    groups: [
      {
        name: 'account',
        label: 'Account',
        hint: null,
        columns: 1,
        fields: [
          field('name', 'User name', { required: true, hint: '2–32 lower-case letters and digits. Cannot be changed later.' }),
          field('password', 'Password', { as: 'newPassword', required: true, autocomplete: 'new-password', hint: 'At least 12 characters. It is shown only once.' }),
          field('contact', 'Contact name'),
          field('email', 'E-mail', { as: 'email', required: true }),
          field('package', 'Package', {
            as: 'select',
            options: [
              { value: '50', label: 'Reseller 50', selected: true },
              { value: '200', label: 'Reseller 200', selected: false },
            ],
            hint: 'Fills the limits and features below; you can still change each of them.',
          }),
          field('note', 'Note', { as: 'textarea' }),
        ],
      },
      {
        name: 'limits',
        label: 'Limits',
        hint: 'Leave empty for no limit',
        columns: 3,
        fields: [
          field('users', 'Users', { as: 'number', value: '50' }),
          field('disk', 'Disk quota', { as: 'number', value: '100', unit: 'GiB', hint: '1,842 GiB free on the server' }),
          field('traffic', 'Traffic a month', { as: 'number', value: '2000', unit: 'GB' }),
        ],
      },
      {
        name: 'features',
        label: 'Features',
        hint: null,
        columns: 2,
        fields: [
          feature('shell', 'Shell', 'terminal-2', false),
          feature('cgi', 'CGI', 'file-code', true),
          feature('php', 'PHP', 'brand-php', true),
          feature('ssi', 'SSI', 'puzzle', false),
          feature('https', 'HTTPS', 'lock', true),
        ],
      },
    ],
    submit: 'Create reseller',
    another: 'Create and add another',
    cancelHref: '/reseller',
    aside: { title: 'After you create it', lines: ['Linux user and home folder', 'Quota set on /home', 'Welcome message by e-mail'] },
  };
}

export function formErrorsView(world: World): FormView {
  const form = formView(world);
  const problems: Record<string, string> = {
    name: '“northhost” is taken. Try “northhost1”.',
    email: 'Enter an e-mail address with a domain, like name@example.com.',
    disk: 'This is more than the server has free (1,842 GiB).',
  };
  const values: Record<string, string> = { name: 'northhost', contact: 'Jan de Vries', email: 'jan@northhost' };
  const groups = form.groups.map((group) => ({
    ...group,
    fields: group.fields.map((f) => ({ ...f, value: values[f.name] ?? f.value, problem: problems[f.name] ?? null })),
  }));
  const links = groups.flatMap((group) => group.fields.flatMap((f) => (f.problem === null ? [] : [{ href: `#${f.id}`, text: `${f.label}: ${f.problem}` }])));
  return { ...form, errorTitle: 'Fix 3 fields to create the reseller', problems: links, groups };
}

export function confirmView(world: World): ConfirmView {
  return {
    ...page(world),
    view: 'confirm',
    title: 'Delete reseller',
    crumbs: [{ label: 'Resellers', href: '/reseller' }],
    func: 'reseller.delete',
    action: '/do',
    elids: ['3'],
    question: 'Delete reseller alpinebox51?',
    lines: ['This deletes the reseller with its 61 domains and 38 GiB of data.', 'It can be restored until 21 December 2026, then it is gone.'],
    names: ['alpinebox51'],
    typed: 'alpinebox51',
    typedLabel: 'Type alpinebox51 to confirm',
    typedProblem: null,
    fields: [],
    submit: 'Delete reseller',
    danger: true,
    cancelHref: '/reseller',
  };
}

export function askView(world: World): ConfirmView {
  return {
    ...confirmView(world),
    title: 'Enable resellers',
    func: 'reseller.enable',
    elids: ['1', '2', '3'],
    question: 'Enable 3 resellers?',
    lines: ['Their users come back too. 4 of these had been disabled on their own and stay so.'],
    names: ['alpinebox', 'alpinebox16', 'alpinebox51'],
    typed: null,
    typedLabel: null,
    fields: [field('all', 'Enable every user as well', { as: 'switch' })],
    submit: 'Enable resellers',
    danger: false,
  };
}

function plain(world: World): Omit<PlainView, 'view' | 'title' | 'fields' | 'submit' | 'action'> {
  const { menu: _menu, viewer: _viewer, acting: _acting, accountMenu: _account, search: _search, keys: _keys, ...rest } = page({ ...world, acting: false });
  return { ...rest, host: 'srv1.example.net', error: null, problems: [], text: null, links: [{ label: 'Documentation', href: '/help' }] };
}

export function loginView(world: World): PlainView {
  return {
    ...plain(world),
    view: 'login',
    title: 'Sign in',
    fields: [
      field('username', 'User name', { autocomplete: 'username', required: true }),
      field('password', 'Password', { as: 'password', autocomplete: 'current-password', required: true }),
    ],
    submit: 'Sign in',
    action: '/login',
  };
}

export const loginFailedView = (world: World): PlainView => ({ ...loginView(world), error: 'The name or the password is not right.' });

export function setupView(world: World): PlainView {
  return {
    ...plain(world),
    view: 'setup',
    title: 'Welcome',
    text: 'Choose the name and the password of the administrator. This link works once.',
    fields: [
      field('username', 'User name', { value: 'root', autocomplete: 'username', required: true }),
      field('password', 'Password', { as: 'newPassword', autocomplete: 'new-password', required: true, hint: 'At least 12 characters.' }),
    ],
    submit: 'Set up',
    action: '/setup/abc',
  };
}

export function errorView(world: World): PlainView {
  return {
    ...plain(world),
    view: 'error',
    title: 'The account is suspended',
    error: null,
    text: 'The account is suspended. Please contact your provider.',
    fields: [],
    submit: 'Back to the sign-in page',
    action: '/login',
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
  login: loginView,
  'login-failed': loginFailedView,
  setup: setupView,
  error: errorView,
};

import type { ConfirmView, FieldView, FormView } from '../../src/output/html.view.ts';
import { page, type World } from './samples.page.ts';

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

export const field = (name: string, label: string, more: Partial<FieldView> = {}): FieldView => ({
  ...plainField,
  name,
  id: `f-${name}`,
  label,
  ...more,
});

const feature = (name: string, label: string, icon: string, checked: boolean): FieldView =>
  field(name, label, { as: 'switch', icon, checked });

export function formView(world: World): FormView {
  return {
    ...page(world),
    view: 'form',
    multipart: false,
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
          field('name', 'User name', {
            required: true,
            hint: '2–32 lower-case letters and digits. Cannot be changed later.',
          }),
          field('password', 'Password', {
            as: 'newPassword',
            required: true,
            autocomplete: 'new-password',
            hint: 'At least 12 characters. It is shown only once.',
          }),
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
          field('disk', 'Disk quota', {
            as: 'number',
            value: '100',
            unit: 'GiB',
            hint: '1,842 GiB free on the server',
          }),
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
    aside: {
      title: 'After you create it',
      lines: ['Linux user and home folder', 'Quota set on /home', 'Welcome message by e-mail'],
    },
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
  const links = groups.flatMap((group) =>
    group.fields.flatMap((f) => (f.problem === null ? [] : [{ href: `#${f.id}`, text: `${f.label}: ${f.problem}` }])),
  );
  return { ...form, errorTitle: 'Fix 3 fields to create the reseller', problems: links, groups };
}

export function confirmView(world: World): ConfirmView {
  return {
    ...page(world),
    view: 'confirm',
    multipart: false,
    title: 'Delete reseller',
    crumbs: [{ label: 'Resellers', href: '/reseller' }],
    func: 'reseller.delete',
    action: '/do',
    elids: ['3'],
    every: null,
    question: 'Delete reseller alpinebox51?',
    lines: [
      'This deletes the reseller with its 61 domains and 38 GiB of data.',
      'It can be restored until 21 December 2026, then it is gone.',
    ],
    names: ['alpinebox51'],
    typed: 'alpinebox51',
    typedLabel: 'Type alpinebox51 to confirm',
    typedProblem: null,
    fields: [],
    submit: 'Delete reseller',
    icon: 'alert-triangle',
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
    every: null,
    question: 'Enable 3 resellers?',
    lines: ['Their users come back too. 4 of these had been disabled on their own and stay so.'],
    names: ['alpinebox', 'alpinebox16', 'alpinebox51'],
    typed: null,
    typedLabel: null,
    fields: [field('all', 'Enable every user as well', { as: 'switch' })],
    submit: 'Enable resellers',
    icon: 'player-play',
    danger: false,
  };
}

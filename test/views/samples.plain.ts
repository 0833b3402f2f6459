import type { PlainView } from '../../src/output/html.view.ts';
import { field } from './samples.forms.ts';
import { page, type World } from './samples.page.ts';

function plain(world: World): Omit<PlainView, 'view' | 'title' | 'fields' | 'submit' | 'action'> {
  const {
    menu: _menu,
    viewer: _viewer,
    acting: _acting,
    accountMenu: _account,
    search: _search,
    keys: _keys,
    ...rest
  } = page({ ...world, acting: false });
  return {
    ...rest,
    host: 'srv1.example.net',
    error: null,
    problems: [],
    text: null,
    links: [{ label: 'Documentation', href: '/help' }],
  };
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

export const loginFailedView = (world: World): PlainView => ({
  ...loginView(world),
  error: 'The name or the password is not right.',
});

export function setupView(world: World): PlainView {
  return {
    ...plain(world),
    view: 'setup',
    title: 'Welcome',
    text: 'Choose the name and the password of the administrator. This link works once.',
    fields: [
      field('username', 'User name', { value: 'root', autocomplete: 'username', required: true }),
      field('password', 'Password', {
        as: 'newPassword',
        autocomplete: 'new-password',
        required: true,
        hint: 'At least 12 characters.',
      }),
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

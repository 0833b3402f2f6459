import type { Page } from 'playwright-core';

export interface Scene {
  name: string;
  /** A name among the samples. */
  page: string;
  query?: string;
  whole?: boolean;
  /** What is done before the picture is taken. */
  act?: (page: Page, size: 'desktop' | 'mobile') => Promise<void>;
}

export const scenes: Scene[] = [
  { name: 'list', page: 'list' },
  { name: 'empty', page: 'empty' },
  { name: 'flash', page: 'flash' },
  { name: 'acting', page: 'list', query: '?acting=1' },
  { name: 'form', page: 'form', whole: true },
  { name: 'form-errors', page: 'form-errors' },
  { name: 'confirm', page: 'confirm' },
  { name: 'ask', page: 'ask' },
  { name: 'overview', page: 'overview' },
  { name: 'access', page: 'access' },
  { name: 'login', page: 'login' },
  { name: 'login-failed', page: 'login-failed' },
  { name: 'setup', page: 'setup' },
  { name: 'error', page: 'error' },
];

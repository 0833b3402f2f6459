import type { Page } from 'playwright-core';

export type Size = 'desktop' | 'mobile';

export interface Scene {
  name: string;
  /** A name among the samples. */
  page: string;
  query?: string;
  whole?: boolean;
  /** What is done before the picture is taken. */
  act?: (page: Page, size: Size) => Promise<void>;
}

async function tick(page: Page, ...rows: number[]): Promise<void> {
  for (const row of rows) await page.locator('.c input[name=elid]').nth(row).click();
}

const press =
  (key: string): NonNullable<Scene['act']> =>
  (page: Page) =>
    page.keyboard.press(key);

export const scenes: Scene[] = [
  { name: 'bulk', page: 'list', act: (page: Page): Promise<void> => tick(page, 1, 2, 4) },
  {
    name: 'rowmenu',
    page: 'list',
    act: async (page: Page): Promise<void> => {
      await page.locator('td.d button').nth(2).click();
    },
  },
  {
    name: 'delete',
    page: 'list',
    act: async (page: Page, size: Size): Promise<void> => {
      await tick(page, 2);
      await page.locator('.tools [value="reseller.delete"]').click();
      await page.locator('#dialog #confirm').waitFor();
      if (size === 'desktop') await page.locator('#typed').fill('alpinebox51');
    },
  },
  {
    name: 'nav',
    page: 'list',
    act: async (page: Page, size: Size): Promise<void> => {
      if (size === 'mobile') await page.locator('.burger').click();
    },
  },
  {
    name: 'account',
    page: 'overview',
    act: async (page: Page): Promise<void> => {
      await page.locator('.who').click();
    },
  },
  {
    name: 'look',
    page: 'overview',
    act: async (page: Page): Promise<void> => {
      await page.locator('[popovertarget=look]').click();
    },
  },
  { name: 'keys', page: 'list', act: press('?') },
  { name: 'russian', page: 'list', query: '?lang=ru&acting=1', act: (page: Page): Promise<void> => tick(page, 1, 2) },
  { name: 'form-russian', page: 'form', query: '?lang=ru' },
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
  { name: 'search', page: 'search' },
  { name: 'search-none', page: 'search-none' },
  { name: 'thread', page: 'thread', whole: true },
  { name: 'thread-russian', page: 'thread', query: '?lang=ru&acting=1', whole: true },
  { name: 'thread-refused', page: 'thread-refused', whole: true },
  { name: 'thread-closed', page: 'thread-closed', whole: true },
  { name: 'thread-parted', page: 'thread-parted', whole: true },
  {
    name: 'thread-note',
    page: 'thread',
    whole: true,
    act: async (page: Page): Promise<void> => {
      await page.locator('.to-note').click();
      await page.locator('.facts select').first().selectOption({ index: 1 });
    },
  },
  {
    name: 'thread-saved',
    page: 'thread',
    act: async (page: Page): Promise<void> => {
      await page.locator('[popovertarget=answers]').click();
    },
  },
  {
    name: 'columns',
    page: 'list',
    act: async (page: Page): Promise<void> => {
      await page.locator('[popovertarget=chooser]').click();
    },
  },
  {
    name: 'save-view',
    page: 'list',
    act: async (page: Page): Promise<void> => {
      await page.locator('[popovertarget=saver]').click();
    },
  },
  {
    name: 'every',
    page: 'list',
    act: async (page: Page, size: Size): Promise<void> => {
      if (size === 'desktop') await page.locator('#all').click();
    },
  },
  { name: 'login', page: 'login' },
  { name: 'login-failed', page: 'login-failed' },
  { name: 'setup', page: 'setup' },
  { name: 'error', page: 'error' },
];

import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { startPanel, type Panel } from './panel.ts';
import { theBrowser } from './suite.ts';
import { fillSignIn, openVisitor, signIn, type Visitor } from './visitor.ts';
import { violations } from './axe.ts';

/** One panel from its first start, and the people who meet in it. */
export interface Cast {
  readonly panel: Panel;
  readonly js: boolean;
  readonly root: Visitor;
  readonly alice: Visitor;
  /** Everything any browser has complained about so far. */
  problems(): string[];
  leave(): Promise<void>;
}

export const passwords = {
  root: 'correct horse battery',
  north: 'the pole star is near',
  south: 'a cross of four stars',
  alice: 'down the rabbit hole',
} as const;

export async function gather(js: boolean, databaseUrl: string): Promise<Cast> {
  const browser = await theBrowser();
  const panel = await startPanel('serve', databaseUrl);
  const [root, alice] = await Promise.all([openVisitor(browser, panel, { js }), openVisitor(browser, panel, { js })]);
  return {
    panel,
    js,
    root,
    alice,
    problems: () => [...root.problems, ...alice.problems],
    async leave() {
      await Promise.all([root.context.close(), alice.context.close()]);
      await panel.stop();
    },
  };
}

export const row = (page: Page, name: string): Locator =>
  page.locator('#rows tbody tr').filter({ has: page.locator('.n bdi').getByText(name, { exact: true }) });

/** Ticks the rows and presses the toolbar's button. */
export async function choose(page: Page, func: string, ...names: string[]): Promise<void> {
  for (const name of names) await row(page, name).locator('input[name=elid]').check();
  await page.locator(`.tools [value="${func}"]`).click();
}

/** Opens the form of New, fills it in and sends it. */
export async function create(page: Page, fields: Record<string, string>): Promise<void> {
  await page.locator('.tools [data-new], .empty .btn-primary').first().click();
  await fillIn(page, fields);
  await page.locator('.sticky .btn-primary').click();
}

export async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`#f-${name}`).fill(value);
}

export async function says(page: Page, text: string): Promise<void> {
  await page.locator('.flash').filter({ hasText: text }).waitFor();
}

export async function title(page: Page, text: string): Promise<void> {
  await page.locator('h1').filter({ hasText: text }).waitFor();
}

/** That it is well built wherever the story has come to. */
export async function isAccessible({ page, js }: Visitor): Promise<void> {
  assert.deepEqual(await violations(page, { js }), []);
}

/** Where the page is, without the panel's own origin. */
export const pathOf = (page: Page): string => page.url().replace(/^https?:\/\/[^/]+/u, '');

export { fillSignIn, signIn };

import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { violations } from './axe.ts';
import type { Visitor } from './visitor.ts';

export const passwords = {
  root: 'correct horse battery',
  north: 'the pole star is near',
  south: 'a cross of four stars',
  alice: 'down the rabbit hole',
} as const;

export const row = (page: Page, name: string): Locator =>
  page.locator('#rows tbody tr').filter({ has: page.locator('.n bdi').getByText(name, { exact: true }) });

/** Ticks the rows and presses the toolbar's button. */
export async function choose(page: Page, func: string, ...names: string[]): Promise<void> {
  for (const name of names) await row(page, name).locator('input[name=elid]').check();
  await press(page, func);
}

/** Presses a button of the toolbar, which may wait behind More. */
export async function press(page: Page, func: string): Promise<void> {
  if ((await page.locator(`#more [value="${func}"]`).count()) > 0) await page.locator('[popovertarget=more]').click();
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

import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { theDemo } from './helpers/suite.ts';
import { row, title } from './helpers/story.ts';
import type { Visitor } from './helpers/visitor.ts';

/** These only look, so that they can share the samples. */
describe('a list in the browser', function () {
  this.timeout(60_000);
  let visitor: Visitor;
  let page: Page;

  const names = (): Promise<string[]> => page.locator('#rows tbody .n a').allInnerTexts();
  const box = (n: number): Locator => page.locator('.c input[name=elid]').nth(n);
  const ticked = (): Promise<number> => page.locator('.c input[name=elid]:checked').count();
  const sorted = (): Promise<string[]> => page.locator('th[aria-sort]').allInnerTexts();
  const focusIn = (selector: string): Promise<void> => page.locator(`${selector}:focus`).waitFor();
  const shows = (path: string): Promise<void> => page.waitForURL((url) => url.pathname + url.search === path);

  before(async function () {
    this.timeout(240_000);
    visitor = await (await theDemo()).visitor('admin');
    page = visitor.page;
  });

  beforeEach(() => visitor.visit('/reseller'));

  after(() => visitor.context.close());

  it('filters while one types, and leaves focus and caret where they are', async () => {
    const [first = ''] = await names();
    const word = first.slice(0, 5);
    await page.keyboard.press('/');
    await page.keyboard.type(word.slice(0, 3) + word.slice(4));
    await shows(`/reseller?filter=${word.slice(0, 3)}${word.slice(4)}`);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(word.charAt(3));
    await shows(`/reseller?filter=${word}`);
    await row(page, first).first().waitFor();
    await focusIn('#q');
    assert.equal(await page.evaluate("document.querySelector('#q').selectionStart"), 4);
    const shown = await names();
    assert.equal(await page.locator('#count').innerText(), String(shown.length));
    assert.match(await page.locator('#live').innerText(), /\d/u);
    await page.keyboard.press('Escape');
    await shows('/reseller');
    await focusIn('#q');
  });

  it('says that nothing matches and shows all again', async () => {
    await page.locator('#q').pressSequentially('nobody has this name');
    await page.locator('.empty').filter({ hasText: 'nobody has this name' }).waitFor();
    await page.locator('.empty a').click();
    await shows('/reseller');
    assert.ok((await names()).length > 10);
  });

  it('sorts, pages and goes back through all of it', async () => {
    await visitor.visit('/user');
    await page.locator('thead a').filter({ hasText: 'Disk' }).click();
    await shows('/user?p_col=-disk');
    assert.deepEqual(await sorted(), ['Disk']);
    const largest = await names();
    await page.locator('.foot a[rel=next]').click();
    await page.waitForURL(/p_num=2/u);
    assert.deepEqual(await sorted(), ['Disk']);
    const next = await names();
    assert.ok(next.length > 0 && !next.some((name) => largest.includes(name)));
    await page.goBack();
    await shows('/user?p_col=-disk');
    await row(page, largest[0] ?? '')
      .first()
      .waitFor();
    assert.deepEqual(await names(), largest);
    await page.goBack();
    await shows('/user');
    await page.locator('th[aria-sort]').filter({ hasText: 'Name' }).waitFor();
    await page.goForward();
    await shows('/user?p_col=-disk');
    await page.locator('th[aria-sort]').filter({ hasText: 'Disk' }).waitFor();
  });

  it('ticks and opens menus after one has gone back', async () => {
    await page.locator('thead a').filter({ hasText: 'Traffic' }).click();
    await page.waitForURL(/p_col=/u);
    await page.goBack();
    await shows('/reseller');
    await page.locator('th[aria-sort]').filter({ hasText: 'Name' }).waitFor();
    await box(1).check();
    await page.locator('.sel').filter({ hasText: '1 selected' }).waitFor();
    await page.locator('td.d button').first().click();
    await page.locator('#menu').waitFor();
  });

  it('ticks a range with Shift, and drops the selection when other rows come', async () => {
    await box(1).click();
    await box(5).click({ modifiers: ['Shift'] });
    assert.equal(await ticked(), 5);
    assert.match(await page.locator('.sel').innerText(), /^5 selected/u);
    await page.locator('thead a').filter({ hasText: 'Name' }).click();
    await shows('/reseller?p_col=-name');
    await page.locator('th[aria-sort=descending]').waitFor();
    assert.equal(await ticked(), 0);
    await page.locator('.sel').waitFor({ state: 'hidden' });
  });

  it('opens the menu of a row by keyboard and gives the focus back', async () => {
    await page.locator('td.d button').nth(2).focus();
    await page.keyboard.press('Enter');
    await focusIn('#menu [value="reseller.enter"]');
    await page.keyboard.press('End');
    await focusIn('#menu [value="reseller.delete"]');
    await page.keyboard.press('ArrowDown');
    await focusIn('#menu [value="reseller.enter"]');
    await page.keyboard.press('Escape');
    await page.locator('#menu').waitFor({ state: 'hidden' });
    await focusIn('tr:nth-child(3) td.d button');
  });

  it('opens it with the right button as well, for that row', async () => {
    const fourth = page.locator('#rows tbody tr').nth(3);
    await fourth.click({ button: 'right' });
    await page.locator('#menu').waitFor();
    assert.equal(await page.locator('#menu [name=elid]').inputValue(), await box(3).inputValue());
    await page.locator('#menu [value="reseller.edit"]').click();
    await page.waitForURL(/\/reseller\.edit\?elid=/u);
  });

  it('is worked by letters', async () => {
    await page.keyboard.press('j');
    await focusIn('tr:nth-child(1) .n a');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await focusIn('tr:nth-child(2) .n a');
    await page.keyboard.press('x');
    assert.equal(await box(1).isChecked(), true);
    await page.keyboard.press('?');
    await page.locator('#keys').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#keys').waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await focusIn('[data-search]');
    await page.locator('#q').focus();
    await page.keyboard.type('jnx?');
    assert.equal(await page.locator('#q').inputValue(), 'jnx?');
    assert.equal(await page.locator('#keys').isVisible(), false);
  });

  it('edits the row with e and makes a new one with n', async () => {
    const [first = ''] = await names();
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await title(page, first);
    await page.goBack();
    await page.locator('#rows').waitFor();
    await page.keyboard.press('n');
    await title(page, 'New reseller');
  });

  it('shows the deleted next to the others, and views of some', async () => {
    const all = Number(await page.locator('#count').innerText());
    await visitor.visit('/user');
    await page.locator('#deleted').check();
    await page.waitForURL(/deleted=on/u);
    await page.locator('.views a').filter({ hasText: 'Near a limit' }).click();
    await page.waitForURL(/view=near/u);
    await visitor.visit('/reseller');
    await page.locator('.views a').filter({ hasText: 'Disabled' }).click();
    await page.locator('.views [aria-current]').filter({ hasText: 'Disabled' }).waitFor();
    assert.ok(Number(await page.locator('#count').innerText()) < all);
    assert.equal(await page.locator('.n .chip').count(), (await names()).length);
  });

  it('has troubled no browser', () => {
    assert.deepEqual(visitor.problems, []);
  });
});

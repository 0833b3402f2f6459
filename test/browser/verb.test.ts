import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { choose, pathOf, row, says, title } from './helpers/story.ts';
import { theDemo } from './helpers/suite.ts';
import type { Visitor } from './helpers/visitor.ts';

describe('a verb in the browser', function () {
  this.timeout(60_000);
  let visitor: Visitor;
  let page: Page;
  let alive: string[];

  const focusIn = (selector: string): Promise<void> => page.locator(`${selector}:focus`).waitFor();

  before(async function () {
    this.timeout(240_000);
    visitor = await (await theDemo()).visitor('admin');
    page = visitor.page;
    await page.clock.install();
    await visitor.visit('/user?view=active');
    alive = await page.locator('#rows tbody .n a').allInnerTexts();
  });

  beforeEach(() => visitor.visit('/user?view=active'));

  after(() => visitor.context.close());

  it('asks before it deletes, and takes Esc and Cancel for no', async () => {
    const [name = ''] = alive;
    for (const no of [() => page.keyboard.press('Escape'), () => page.locator('#dialog [data-close]').click()]) {
      await choose(page, 'user.delete', name);
      await page.locator('#dialog').waitFor();
      await no();
      await page.locator('#dialog').waitFor({ state: 'hidden' });
      await focusIn('.tools [value="user.delete"]');
    }
    assert.equal(pathOf(page), '/user?view=active');
    await visitor.visit('/user?view=active');
    await row(page, name).first().waitFor();
  });

  it('asks for the number of the many', async () => {
    await choose(page, 'user.delete', ...alive.slice(0, 3));
    const typed = page.locator('#typed');
    const button = page.locator('#dialog .ends button');
    await typed.waitFor();
    await focusIn('#typed');
    assert.deepEqual(await page.locator('#dialog .names li').allInnerTexts(), alive.slice(0, 3));
    await page.keyboard.type('2');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#dialog').isVisible(), true);
    await typed.fill('3');
    assert.equal(await button.getAttribute('aria-disabled'), null);
    await page.keyboard.press('Escape');
  });

  it('says what it did for ten seconds, longer while somebody is at it', async () => {
    const [, name = ''] = alive;
    await choose(page, 'user.disable', name);
    await says(page, `Disabled: ${name}.`);
    await page.locator('.flash').hover();
    await page.clock.runFor(11_000);
    assert.equal(await page.locator('.flash').isVisible(), true);
    await page.locator('.flash form button').click();
    await says(page, `Enabled: ${name}.`);
    await page.locator('h1').hover();
    await page.clock.runFor(9_000);
    assert.equal(await page.locator('.flash').isVisible(), true);
    await page.clock.runFor(2_000);
    await page.locator('.flash').waitFor({ state: 'detached' });
  });

  it('lets a refusal stand until it is dismissed', async () => {
    await visitor.visit('/reseller?view=active');
    await page.locator('#rows tbody input[name=elid]').first().check();
    await page.locator('.tools [value="reseller.delete"]').click();
    await page.locator('.flash.error').waitFor();
    await page.clock.runFor(60_000);
    await page.locator('.flash.error [data-dismiss]').click();
    await page.locator('.flash').waitFor({ state: 'detached' });
  });

  it('does not go by rows that do not fit it, and says why', async () => {
    const edit = page.locator('.tools [value="user.edit"]');
    await edit.click({ force: true });
    assert.equal(await page.locator('#live').innerText(), 'Select exactly one row');
    const boxes = page.locator('#rows tbody input[name=elid]');
    await boxes.nth(0).check();
    assert.equal(await edit.getAttribute('aria-disabled'), null);
    await boxes.nth(1).check();
    assert.equal(await edit.getAttribute('aria-disabled'), 'true');
    await edit.click({ force: true });
    assert.equal(pathOf(page), '/user?view=active');
  });

  it('enters several panels side by side, each in its own tab', async () => {
    await visitor.visit('/reseller?view=active');
    const names = (await page.locator('#rows tbody .n a').allInnerTexts()).slice(0, 2);
    const tabs: Page[] = [];
    for (const name of names) {
      await row(page, name).first().locator('input[name=elid]').check();
      const [tab] = await Promise.all([
        visitor.context.waitForEvent('page'),
        page.locator('.tools [value="reseller.enter"]').click({ modifiers: ['Control'] }),
      ]);
      await tab.locator('.impbar').filter({ hasText: name }).waitFor();
      tabs.push(tab);
      await page.locator('[data-clear]').click();
    }
    const [first, second] = tabs;
    assert.ok(first && second);
    await first.locator('#nav a[href$="/user"]').click();
    await title(first, 'Users');
    assert.ok((await second.locator('.welcome').innerText()).includes(names[1] ?? ''));
    await second.locator('.impbar button').click();
    await title(second, 'Resellers');
    await first.reload();
    await first
      .locator('.impbar')
      .filter({ hasText: names[0] ?? '' })
      .waitFor();
    assert.equal(await page.locator('.impbar').count(), 0);
    await Promise.all(tabs.map((tab) => tab.close()));
  });

  it('has troubled no browser', () => {
    assert.deepEqual(visitor.problems, []);
  });
});

import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { choose } from './helpers/story.ts';
import { theDemo } from './helpers/suite.ts';
import type { Visitor } from './helpers/visitor.ts';

const state = '/user?view=active&p_col=-disk';

describe('the count of a view of one’s own', function () {
  this.timeout(60_000);
  let visitor: Visitor;
  let page: Page;
  let asked = 0;

  const tab = (on = page): Locator => on.locator('.views .own a', { hasText: 'Busy' });
  const active = (): Promise<string> => page.locator('.views a', { hasText: 'Active' }).locator('span').innerText();
  const counted = (count: number): Promise<void> =>
    tab()
      .locator('span', { hasText: String(count) })
      .waitFor();

  before(async function () {
    this.timeout(240_000);
    const demo = await theDemo();
    visitor = await demo.visitor('reseller');
    page = visitor.page;
    page.on('request', (request) => {
      if (request.url().includes('/counts?')) asked += 1;
    });
    await visitor.visit(state);
    await page.locator('[popovertarget=saver]').click();
    await page.locator('#view-name').fill('Busy');
    await page.keyboard.press('Enter');
    await tab().waitFor();
  });

  beforeEach(async () => {
    await visitor.visit('/user');
    await tab().locator('span').waitFor();
    asked = 0;
  });

  after(async () => {
    await page.locator('.views .own .btn-x').click();
    await tab().waitFor({ state: 'detached' });
    await visitor.context.close();
  });

  it('comes when the page stands, and moves neither the tabs before it nor the rows', async () => {
    const places = (): Promise<unknown> =>
      Promise.all(['.views > a >> nth=-1', '.views .own', '#rows'].map(async (one) => corner(page.locator(one))));
    let release: () => void = () => undefined;
    const held = new Promise<void>((go) => (release = go));
    await page.route('**/counts?*', async (route) => {
      await held;
      await route.continue();
    });
    await visitor.visit('/user');
    assert.equal(await tab().locator('span').count(), 0);
    const before = await places();
    release();
    await counted(Number(await active()));
    assert.deepEqual(await places(), before);
    await page.unroute('**/counts?*');
  });

  it('stays as it is while a filter is typed, and is not asked for again', async () => {
    const before = await tab().innerText();
    await page.locator('#q').fill('zzzz');
    await page.locator('.empty').waitFor();
    assert.equal(await tab().innerText(), before);
    await page.locator('#q').fill('');
    await page.locator('.empty').waitFor({ state: 'detached' });
    assert.equal(await tab().innerText(), before);
    assert.equal(asked, 0);
  });

  it('follows a change, and its undo', async () => {
    const before = Number(await active());
    await visitor.visit('/user?view=active');
    const name = await page.locator('#rows tbody .n a').first().innerText();
    await choose(page, 'user.disable', name);
    await counted(before - 1);
    await page.locator('.flash', { hasText: 'Undo' }).getByText('Undo').click();
    await counted(before);
  });

  it('is that of the page when the view is the one shown, also without a script', async () => {
    const count = await active();
    const session = await visitor.context.storageState();
    const plain = await (await theDemo()).visitor('reseller', { js: false, session });
    await plain.visit('/user');
    assert.equal(await tab(plain.page).locator('span').count(), 0);
    await tab(plain.page).click();
    await plain.page.waitForURL(`**${state}`);
    assert.equal(await tab(plain.page).locator('span').innerText(), count);
    assert.deepEqual(plain.problems, []);
    await plain.context.close();
  });

  it('troubles no browser', () => {
    assert.deepEqual(visitor.problems, []);
  });
});

async function corner(one: Locator): Promise<unknown> {
  const { x, y } = (await one.boundingBox()) ?? {};
  return { x, y };
}

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildAssets } from '../../build/assets.ts';
import { chromiumOptions, openContext, play, type Variant } from '../views/preview.inspect.ts';
import { scenes, type Scene } from '../views/preview.scenes.ts';
import { servePreview } from '../views/preview.server.ts';

let dir: string;
let server: Server;
let origin: string;
let browser: Browser;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sublet-pages-'));
  await buildAssets(dir);
  ({ origin, server } = await servePreview(dir));
  browser = await chromium.launch(chromiumOptions);
});

after(async () => {
  await browser.close();
  server.close();
  await rm(dir, { recursive: true });
});

describe('pages', () => {
  for (const scene of scenes)
    it(`shows ${scene.name} without policy or accessibility violations, wide and narrow`, async () => {
      const wide = problems(scene, { size: 'desktop', theme: 'light' });
      const narrow = problems(scene, { size: 'mobile', theme: 'dark' });
      assert.deepEqual([...(await wide), ...(await narrow)], []);
    });
});

async function problems(scene: Scene, variant: Variant): Promise<string[]> {
  const context = await openContext(browser, variant);
  const found = await play(await context.newPage(), origin, scene, variant.size);
  await context.close();
  return found;
}

describe('a list', () => {
  let page: Page;
  const focused = (): Promise<string> =>
    page.evaluate<string>(
      "document.activeElement.id || document.activeElement.textContent || document.activeElement.getAttribute('aria-label')",
    );
  const ticked = (): Promise<number> => page.locator('.c input[name=elid]:checked').count();
  const box = (n: number) => page.locator('.c input[name=elid]').nth(n);

  beforeEach(async () => {
    page = await (await openContext(browser, { size: 'desktop', theme: 'light' })).newPage();
    await page.goto(`${origin}/reseller`);
  });

  afterEach(() => page.context().close());

  it('filters while one types, keeps the focus and writes the address', async () => {
    await page.locator('#q').pressSequentially('zzzz');
    await page.locator('.empty').waitFor();
    assert.equal(await focused(), 'q');
    assert.equal(page.url(), `${origin}/reseller?filter=zzzz`);
    assert.equal(await page.locator('#count').textContent(), '0');
    await page.keyboard.press('Escape');
    await page.locator('#rows tbody').waitFor();
    assert.equal(page.url(), `${origin}/reseller`);
  });

  it('ticks a range with Shift and all rows with the box of the head', async () => {
    await box(1).click();
    await box(4).click({ modifiers: ['Shift'] });
    assert.equal(await ticked(), 4);
    assert.equal(await page.locator('.sel').innerText(), '4 selected\nClear');
    assert.equal(await page.evaluate("document.getElementById('all').indeterminate"), true);
    await page.locator('#all').click();
    assert.equal(await ticked(), 18);
    await page.locator('[data-clear]').click();
    assert.equal(await ticked(), 0);
  });

  it('offers what fits the selection and says why of the rest', async () => {
    const edit = page.locator('.tools [value="reseller.edit"]');
    await box(1).click();
    assert.equal(await edit.getAttribute('aria-disabled'), null);
    await box(2).click();
    assert.equal(await edit.getAttribute('aria-disabled'), 'true');
    assert.equal(await edit.getAttribute('title'), 'Select one reseller');
    await edit.click({ force: true });
    assert.equal(page.url(), `${origin}/reseller`);
  });

  it('works again after Back: selection and menu', async () => {
    await page.locator('.foot a[rel=next]').click();
    await page.waitForURL(/p_num=2/);
    await page.goBack();
    await page.waitForURL(`${origin}/reseller`);
    await page.waitForTimeout(100);
    await box(1).click();
    assert.equal(await page.locator('.sel span').textContent(), '1 selected');
    await page.locator('td.d button').first().click();
    assert.equal(await page.locator('#menu').isVisible(), true);
  });

  it('moves in the row menu by arrows and gives the focus back', async () => {
    await page.locator('td.d button').nth(1).focus();
    await page.keyboard.press('Enter');
    assert.match(await focused(), /^Enter panel/);
    await page.keyboard.press('End');
    assert.match(await focused(), /^Delete/);
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(), /^Enter panel/);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#menu').isVisible(), false);
    assert.match(await focused(), /^Actions: /);
  });

  it('opens the row menu with the right button at that row', async () => {
    await page.locator('#rows tbody tr').nth(3).click({ button: 'right' });
    assert.equal(await page.locator('#menu [name=elid]').inputValue(), '4');
  });

  it('asks in a dialog before it deletes and wants the name typed', async () => {
    await page.locator('td.d button').nth(2).click();
    await page.locator('#menu [value="reseller.delete"]').click();
    const button = page.locator('#dialog .ends button');
    await button.waitFor();
    assert.equal(await focused(), 'typed');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await page.keyboard.type('alpinebox51');
    assert.equal(await button.getAttribute('aria-disabled'), null);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#dialog').isVisible(), false);
  });

  it('shows the answer of a verb in place of the page, address and all', async () => {
    await box(0).click();
    await page.locator('.tools [value="reseller.disable"]').click();
    await page.locator('.flash.ok').waitFor();
    assert.equal(page.url(), `${origin}/page/flash`);
    assert.equal(await focused(), 'main');
    await page.locator('.flash.ok [data-dismiss]').click();
    assert.equal(await page.locator('.flash.ok').count(), 0);
    await page.goBack();
    await page.waitForURL(`${origin}/reseller`);
    await page.locator('#rows').waitFor();
    await page.locator('.flash').waitFor({ state: 'detached' });
  });

  it('leaves the page and renews its operation when the answer goes to another tab', async () => {
    await box(0).click();
    const op = page.locator('#act [name=op]');
    const sent = await op.inputValue();
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.locator('.tools [value="reseller.enter"]').click({ modifiers: ['Control'] }),
    ]);
    await tab.waitForURL(`${origin}/page/flash`);
    assert.equal(page.url(), `${origin}/reseller`);
    assert.notEqual(await op.inputValue(), sent);
  });

  it('is worked by keys alone', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    assert.equal(await box(1).isChecked(), true);
    await page.keyboard.press('/');
    assert.equal(await focused(), 'q');
    await page.keyboard.type('jx?');
    assert.equal(await page.locator('#q').inputValue(), 'jx?');
    await page.keyboard.press('Control+k');
    assert.equal(await page.locator('[data-search]:focus').count(), 1);
  });
});

describe('a form', () => {
  it('shows and makes passwords', async () => {
    const context = await openContext(browser, { size: 'desktop', theme: 'light' });
    const page = await context.newPage();
    await page.goto(`${origin}/page/form`);
    const input = page.locator('#f-password');
    await page.locator('[data-generate]').click();
    assert.match(await input.inputValue(), /^[A-Za-z2-9]{20}$/);
    assert.equal(await input.getAttribute('type'), 'text');
    await page.locator('[data-show]').click();
    assert.equal(await input.getAttribute('type'), 'password');
    await context.close();
  });

  it('takes the reader to what has to be mended', async () => {
    const context = await openContext(browser, { size: 'desktop', theme: 'light' });
    const page = await context.newPage();
    await page.goto(`${origin}/page/form-errors`);
    assert.equal(await page.locator('.alert:focus').count(), 1);
    await page.locator('.alert a').nth(1).click();
    assert.equal(await page.locator('#f-email:focus').count(), 1);
    await context.close();
  });
});

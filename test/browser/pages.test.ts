import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildAssets } from '../../build/assets.ts';
import { openContext, play, type Variant } from '../views/preview.inspect.ts';
import { scenes, type Scene } from '../views/preview.scenes.ts';
import { servePreview } from '../views/preview.server.ts';
import { theBrowser } from './helpers/suite.ts';

let dir: string;
let server: Server;
let origin: string;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sublet-pages-'));
  await buildAssets(dir);
  ({ origin, server } = await servePreview(dir));
});

after(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

describe('a page of samples', function () {
  this.timeout(60_000);

  // Those that nobody has done anything to are looked at in the panel itself.
  for (const scene of scenes.filter(({ act }) => act))
    it(`shows ${scene.name} without policy or accessibility violations, wide and narrow`, async () => {
      const wide = problems(scene, { size: 'desktop', theme: 'light' });
      const narrow = problems(scene, { size: 'mobile', theme: 'dark' });
      assert.deepEqual([...(await wide), ...(await narrow)], []);
    });
});

async function problems(scene: Scene, variant: Variant): Promise<string[]> {
  const context = await openContext(await theBrowser(), variant);
  const found = await play(await context.newPage(), origin, scene, variant.size);
  await context.close();
  return found;
}

describe('a list of samples', function () {
  this.timeout(60_000);
  let page: Page;
  const focused = (): Promise<string> =>
    page.evaluate<string>(
      "document.activeElement.id || document.activeElement.textContent || document.activeElement.getAttribute('aria-label')",
    );
  const ticked = (): Promise<number> => page.locator('.c input[name=elid]:checked').count();
  const box = (n: number) => page.locator('.c input[name=elid]').nth(n);

  beforeEach(async () => {
    page = await (await openContext(await theBrowser(), { size: 'desktop', theme: 'light' })).newPage();
    await page.goto(`${origin}/reseller`);
  });

  afterEach(() => page.context().close());

  it('ticks all rows with the box of the head', async () => {
    await box(1).click();
    assert.equal(await page.evaluate("document.getElementById('all').indeterminate"), true);
    await page.locator('#all').click();
    assert.equal(await ticked(), 18);
    await page.locator('[data-clear]').click();
    assert.equal(await ticked(), 0);
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
});

describe('a form of samples', function () {
  this.timeout(60_000);
  it('shows and makes passwords', async () => {
    const context = await openContext(await theBrowser(), { size: 'desktop', theme: 'light' });
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
});

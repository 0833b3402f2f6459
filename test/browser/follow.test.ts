import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Page } from 'playwright-core';
import { openSqlite } from '../../src/db/open.ts';
import { choose, row } from './helpers/story.ts';
import { theDemo } from './helpers/suite.ts';
import type { Visitor } from './helpers/visitor.ts';

describe('a change that takes effect on a server', function () {
  this.timeout(60_000);
  let db: Knex;
  let visitor: Visitor;
  let page: Page;
  let name: string;

  /** What the agent would say. */
  const server = (change: Record<string, unknown>): Promise<unknown> => db('servers').update(change);
  const applyAll = (): Promise<unknown> => server({ seen_at: Date.now(), applied: db.ref('revision') });
  const told = async (text: string): Promise<void> => page.locator('.follow', { hasText: text }).waitFor();
  const cells = async (): Promise<string[]> => row(page, name).first().locator('td, th').allInnerTexts();

  before(async function () {
    this.timeout(240_000);
    const demo = await theDemo();
    db = openSqlite(join(demo.panel.folder, 'sublet.sqlite'));
    visitor = await demo.visitor('admin');
    page = visitor.page;
    await applyAll();
    await visitor.visit('/user?view=active');
    name = (await page.locator('#rows tbody .n a').allInnerTexts())[2] ?? '';
  });

  after(async () => {
    await server({ seen_at: null, applied: 0 });
    await db.destroy();
    await visitor.context.close();
  });

  it('is told of until it is done, and the row with it', async () => {
    await visitor.visit(`/user?filter=${name}`);
    const before = await cells();
    await choose(page, 'user.disable', name);
    await told('Waiting for the server…');
    assert.ok((await cells()).includes('Waiting'));
    await row(page, name).first().locator('.c input').check();
    await applyAll();
    await told('Down on the server.');
    await row(page, name).first().locator('td', { hasText: 'Suspended' }).waitFor();
    const now = await cells();
    assert.deepEqual(
      now.slice(4),
      before.slice(4).map((text) => (text === 'On the server' ? 'Suspended' : text)),
    );
    assert.equal(await row(page, name).first().locator('.c input').isChecked(), true);
    await page.locator('.follow[data-follow]').waitFor({ state: 'detached' });
  });

  it('says when the server was last heard, and is not asked about behind other windows', async () => {
    await server({ seen_at: Date.now() - 400_000 });
    await visitor.visit(`/user?filter=${name}`);
    await choose(page, 'user.enable', name);
    await told('the server was last heard 6 min. ago');
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('/user.progress')) asked += 1;
    });
    await page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })");
    await page.waitForTimeout(1000);
    const settled = asked;
    await page.waitForTimeout(2000);
    assert.equal(asked, settled);
  });
});

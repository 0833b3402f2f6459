import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildAssets } from '../../build/assets.ts';
import { openContext } from '../views/preview.inspect.ts';
import { servePreview } from '../views/preview.server.ts';
import { theBrowser } from './helpers/suite.ts';

describe('a ticket of samples', function () {
  this.timeout(60_000);
  let dir: string;
  let server: Server;
  let origin: string;
  let page: Page;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sublet-thread-'));
    await buildAssets(dir);
    ({ origin, server } = await servePreview(dir));
  });

  after(async () => {
    server.close();
    await rm(dir, { recursive: true });
  });

  beforeEach(async () => {
    page = await (await openContext(await theBrowser(), { size: 'desktop', theme: 'light' })).newPage();
    await page.goto(`${origin}/page/thread`);
  });

  afterEach(() => page.context().close());

  const text = () => page.locator('#f-text');

  it('says on its button and in its field what will become of the words', async () => {
    const button = page.locator('#reply .btn-primary');
    assert.equal(await button.innerText(), 'Send');
    await page.locator('.to-note').click();
    assert.equal(await button.innerText(), 'Save the note');
    assert.match((await text().getAttribute('placeholder')) ?? '', /note/);
    assert.equal(await page.locator('#reply .closing').isVisible(), false);
  });

  it('puts a saved answer where one writes', async () => {
    await text().fill('Hello! ');
    await page.locator('[popovertarget=answers]').click();
    await page.locator('[data-insert]').nth(1).click();
    assert.equal(await text().inputValue(), 'Hello! Please send us the full headers\nof one of these messages.');
    assert.equal(await page.locator('#answers').isVisible(), false);
  });

  it('names the files that go along, until none shall', async () => {
    const file = { name: 'headers.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
    await page.locator('#f-files').setInputFiles([file]);
    assert.deepEqual(await page.locator('.attach .file').allInnerTexts(), ['headers.txt']);
    await page.locator('[data-detach]').click();
    assert.equal(await page.locator('.attach .file').count(), 0);
  });

  it('keeps what is being written through a reload, and is sent by Ctrl and Enter', async () => {
    await page.keyboard.press('r');
    await page.keyboard.type('Not yet sent');
    await page.reload();
    assert.equal(await text().inputValue(), 'Not yet sent');
    await text().press('Control+Enter');
    await page.waitForURL(`${origin}/page/flash`);
  });

  it('offers to save only what has been changed', async () => {
    const save = page.locator('.facts form:has(select) .btn');
    assert.equal(await save.isVisible(), false);
    await page.locator('.priority select').selectOption('low');
    assert.equal(await save.isVisible(), true);
  });

  it('marks itself as read, once and quietly', async () => {
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postData() ?? '');
    });
    await page.reload();
    await page.locator('form[data-seen]').waitFor({ state: 'detached' });
    assert.equal(sent.length, 1);
    const body = new URLSearchParams(sent[0]);
    assert.deepEqual(
      ['func', 'elid', 'quiet'].map((name) => body.get(name)),
      ['ticket.read', '4812', 'on'],
    );
    assert.notEqual(body.get('op'), 'op-0001');
  });
});

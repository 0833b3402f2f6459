import assert from 'node:assert/strict';
import type { Dialog, Page } from 'playwright-core';
import { pathOf, says, title } from './helpers/story.ts';
import { theDemo, type Demo } from './helpers/suite.ts';
import { fillSignIn, signIn, type Visitor } from './helpers/visitor.ts';

describe('a form in the browser', function () {
  this.timeout(60_000);
  let demo: Demo;
  let visitor: Visitor;
  let page: Page;

  const focusIn = (selector: string): Promise<void> => page.locator(`${selector}:focus`).waitFor();

  before(async function () {
    this.timeout(240_000);
    demo = await theDemo();
    visitor = await demo.visitor('reseller');
    page = visitor.page;
  });

  after(() => visitor.context.close());

  it('takes one to what has to be mended', async () => {
    await visitor.visit('/user.edit');
    await page.locator('#f-diskMax').fill('much');
    await page.locator('.sticky .btn-primary').click();
    await focusIn('.alert');
    await page.locator('.alert a').first().click();
    await focusIn('#f-name');
    assert.equal(await page.locator('#f-name').getAttribute('aria-invalid'), 'true');
    const describedBy = (await page.locator('#f-name').getAttribute('aria-describedby')) ?? '';
    assert.match(describedBy, /^f-name-problem /u);
    assert.equal(await page.locator('#f-diskMax').inputValue(), 'much');
  });

  it('warns before what was typed is lost, and only then', async () => {
    await visitor.visit('/user.edit');
    await page.locator('#f-name').pressSequentially('zoe');
    const warnings: string[] = [];
    const stay = (dialog: Dialog): void => {
      warnings.push(dialog.type());
      void dialog.dismiss();
    };
    page.on('dialog', stay);
    await Promise.all([page.waitForEvent('dialog'), page.locator('#nav a[href="/user"]').click({ noWaitAfter: true })]);
    assert.deepEqual(warnings, ['beforeunload']);
    assert.equal(pathOf(page), '/user.edit');
    page.off('dialog', stay);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.locator('#nav a[href="/user"]').click();
    await title(page, 'Users');
    await visitor.visit('/profile');
    page.on('dialog', stay);
    await page.locator('.sticky .btn-primary').click();
    await says(page, 'Your settings are saved.');
    assert.deepEqual(warnings, ['beforeunload']);
    page.off('dialog', stay);
  });

  it('switches the letters off and on again', async () => {
    const switchTo = async (on: boolean): Promise<void> => {
      await visitor.visit('/profile');
      await page.locator('#f-shortcuts').setChecked(on);
      await page.locator('.sticky .btn-primary').click();
      await says(page, 'Your settings are saved.');
      await visitor.visit('/user');
    };
    await switchTo(false);
    for (const letter of ['n', 'j', '?', '/']) await page.keyboard.press(letter);
    assert.equal(pathOf(page), '/user');
    assert.equal(await page.locator('#keys').isVisible(), false);
    assert.equal(await page.locator('#q:focus, .n a:focus').count(), 0);
    await page.keyboard.press('Control+k');
    await focusIn('[data-search]');
    await switchTo(true);
    await page.keyboard.press('j');
    await focusIn('tr:nth-child(1) .n a');
  });

  it('changes theme and language on the spot', async () => {
    await visitor.visit('/user');
    await page.locator('.top [popovertarget=look]').click();
    await page.locator('#look [value=dark]').click();
    await page.locator('html[data-bs-theme=dark]').waitFor();
    assert.equal(pathOf(page), '/user');
    await page.locator('.top [popovertarget=look]').click();
    await page.locator('#look [value=ru]').click();
    await page.locator('html[lang=ru]').waitFor();
    await title(page, 'Пользователи');
    await page.locator('.top [popovertarget=look]').click();
    await page.locator('#look [value=en]').click();
    await title(page, 'Users');
  });

  it('has troubled no browser', () => {
    assert.deepEqual(visitor.problems, []);
  });

  describe('when the session has ended', () => {
    const who = () => {
      const signedIn = demo.panel.signIns.get('user');
      if (!signedIn) throw new Error('the samples let no user in');
      return signedIn;
    };
    let guest: Visitor;

    before(async () => {
      guest = await demo.visitor('admin');
      await guest.context.clearCookies();
      await signIn(guest.page, who());
      await guest.page.locator('.welcome').waitFor();
    });

    beforeEach(() => guest.visit('/site'));

    after(() => guest.context.close());

    const backIn = async (): Promise<void> => {
      await title(guest.page, 'Sign in');
      await guest.page.locator('.plain').waitFor();
      await fillSignIn(guest.page, who());
      await title(guest.page, 'Sites');
    };

    it('goes to the sign-in page from a filter and back to the list', async () => {
      await guest.context.clearCookies();
      await guest.page.locator('#q').pressSequentially('a');
      await backIn();
    });

    it('goes there from a verb, which is not done', async () => {
      await guest.page.locator('.c input[name=elid]').first().check();
      await guest.context.clearCookies();
      await guest.page.locator('.tools [value="site.delete"]').click();
      await backIn();
      assert.deepEqual(guest.problems, []);
    });
  });
});

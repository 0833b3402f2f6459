import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { gather, type Cast } from './cast.ts';
import { choose, create, fillIn, isAccessible, pathOf, passwords, row, says, title } from './story.ts';
import { inSteps } from './steps.ts';
import { fillSignIn } from './visitor.ts';

/** Milliseconds of one step on a slow machine. */
const step = 90_000;

/**
 * The main job from an empty database on, as steps that need each other. They are written so that a browser without
 * JavaScript can take them too.
 */
export function tellStory(name: string, how: { js: boolean; databaseUrl: () => string }): void {
  describe(name, function () {
    this.timeout(step);
    inSteps();
    let cast: Cast;
    let page: Page;

    before(async () => {
      cast = await gather(how.js, how.databaseUrl());
      page = cast.root.page;
    });

    after(() => cast.leave());

    it('makes the first administrator by the link that the panel prints', async () => {
      await cast.root.visit(cast.panel.setup);
      await fillIn(page, { name: 'root', email: 'root@example.net', password: passwords.root });
      await page.locator('#form .btn-primary').click();
      await title(page, 'Overview');
      assert.match(await page.locator('.welcome').innerText(), /^Welcome,\s+root$/u);
      await isAccessible(cast.root);
    });

    it('lets nobody else in by that link', async () => {
      await cast.alice.visit(cast.panel.setup);
      await title(cast.alice.page, 'Not found');
      await isAccessible(cast.alice);
    });

    it('says what is wrong with a new reseller and keeps what was typed', async () => {
      await page.locator('#nav a[href="/reseller"]').click();
      await create(page, { displayName: 'Jörg Zieliński', password: passwords.north, usersMax: 'ten' });
      await page.locator('.alert').waitFor();
      assert.deepEqual(await page.locator('.alert a').allInnerTexts(), [
        'Name: Use lower-case latin letters, digits, “-” and “_”; begin with a letter; at most 31 characters.',
        'Users: Enter a whole number, or leave the field empty for no limit.',
      ]);
      assert.equal(await page.locator('#f-displayName').inputValue(), 'Jörg Zieliński');
      assert.equal(await page.locator('#f-password').inputValue(), '');
      await isAccessible(cast.root);
    });

    it('makes resellers', async () => {
      await fillIn(page, { name: 'north', password: passwords.north, usersMax: '10', diskMax: '100' });
      await page.locator('.sticky [value=another]').click();
      await says(page, 'Created: north.');
      await fillIn(page, { name: 'south', password: passwords.south });
      await page.locator('.sticky .btn-primary').click();
      await says(page, 'Created: south.');
      assert.equal(await page.locator('#count').innerText(), '2');
      assert.equal(await row(page, 'north').locator('.n small').innerText(), 'Jörg Zieliński');
      await isAccessible(cast.root);
    });

    it('enters the panel of a reseller from a list that is filtered and sorted', async () => {
      await cast.root.visit('/reseller?filter=nor&p_col=-disk');
      await choose(page, 'reseller.enter', 'north');
      await page.locator('.impbar').waitFor();
      assert.match(pathOf(page), /^\/as\/[\w-]+\/overview$/u);
      assert.match(await page.locator('.welcome').innerText(), /^Welcome,\s+north\s+\(back to root\)$/u);
      assert.equal(await page.locator('#nav a[href$="/reseller"]').count(), 0);
      await isAccessible(cast.root);
    });

    it('makes a user there', async () => {
      await page.locator('#nav a[href$="/user"]').click();
      await create(page, { name: 'alice', password: passwords.alice, diskMax: '10' });
      await says(page, 'Created: alice.');
      await page.locator('thead a').filter({ hasText: 'Disk' }).click();
      await page.waitForURL(/p_col=-disk/u);
      await isAccessible(cast.root);
    });

    it('enters the panel of the user within it and makes a site', async () => {
      await choose(page, 'user.enter', 'alice');
      await page.locator('.impbar').filter({ hasText: 'alice' }).waitFor();
      assert.deepEqual(await page.locator('.impbar li').allInnerTexts(), ['root', 'north', 'alice']);
      await page.locator('#nav a[href$="/site"]').click();
      await create(page, { name: 'bücher.example' });
      await says(page, 'Created: bücher.example.');
      await row(page, 'bücher.example').waitFor();
      await isAccessible(cast.root);
    });

    it('returns to each list as it was left', async () => {
      await page.locator('.impbar button').click();
      await title(page, 'Users');
      assert.match(pathOf(page), /^\/as\/[\w-]+\/user\?p_col=-disk$/u);
      await page.locator('.impbar button').click();
      await title(page, 'Resellers');
      assert.equal(pathOf(page), '/reseller?filter=nor&p_col=-disk');
      assert.equal(await page.locator('#q').inputValue(), 'nor');
      assert.equal(await page.locator('.impbar').count(), 0);
      assert.deepEqual(await page.locator('#rows tbody .n a').allInnerTexts(), ['north']);
    });

    it('lets the user in with its own password', async () => {
      await cast.alice.visit('/site');
      await title(cast.alice.page, 'Sign in');
      await fillSignIn(cast.alice.page, { name: 'alice', password: 'down the hole rabbit' });
      await cast.alice.page.locator('.alert').filter({ hasText: 'Name or password is wrong' }).waitFor();
      await isAccessible(cast.alice);
      await fillSignIn(cast.alice.page, { name: 'alice', password: passwords.alice });
      await row(cast.alice.page, 'bücher.example').waitFor();
      assert.equal(pathOf(cast.alice.page), '/site');
    });

    it('disables the reseller at once and offers to undo it', async () => {
      await choose(page, 'reseller.disable', 'north');
      await says(page, 'Disabled: north.');
      assert.equal(await row(page, 'north').locator('.chip').innerText(), 'Disabled');
      assert.equal(pathOf(page), '/reseller?filter=nor&p_col=-disk');
      await isAccessible(cast.root);
    });

    it('refuses the user of that reseller on its next request', async () => {
      const { page: tab } = cast.alice;
      await tab.locator('#nav a[href="/overview"]').click();
      await title(tab, 'Sign in');
      await fillSignIn(tab, { name: 'alice', password: passwords.alice });
      await tab.locator('.alert').filter({ hasText: 'The account is suspended' }).waitFor();
    });

    it('lets the user work again when it is undone', async () => {
      await page.locator('.flash form button').click();
      await says(page, 'Enabled: north.');
      assert.equal(await row(page, 'north').locator('.chip').count(), 0);
      const { page: tab } = cast.alice;
      await fillSignIn(tab, { name: 'alice', password: passwords.alice });
      await tab.locator('.welcome').waitFor();
      await cast.alice.visit('/site');
      await row(tab, 'bücher.example').waitFor();
    });

    it('does not delete a reseller that has users, and shows them', async () => {
      await choose(page, 'reseller.delete', 'north');
      const refusal = page.locator('.flash.error');
      await refusal.waitFor();
      assert.match(await refusal.innerText(), /north/u);
      await title(page, 'Resellers');
      assert.equal(await page.locator('#q').inputValue(), 'nor');
      await isAccessible(cast.root);
      await refusal.locator('a').click();
      await title(page, 'Users');
      await row(page, 'alice').waitFor();
    });

    it('deletes a user with all it has when its name is typed', async () => {
      await choose(page, 'user.delete', 'alice');
      await page.locator('#typed').waitFor();
      assert.match(await page.locator('#confirm').innerText(), /1 site/u);
      await isAccessible(cast.root);
      await page.locator('#typed').fill('alice');
      await page.locator('#confirm .ends button').click();
      await says(page, 'Deleted: alice.');
      await cast.alice.page.reload();
      await title(cast.alice.page, 'Sign in');
    });

    it('has written down who did what, and as whom', async () => {
      await page.locator('#nav a[href="/journal"]').click();
      const made = page.locator('#rows tbody tr').filter({ hasText: 'site.create' });
      await made.waitFor();
      assert.match(
        (await made.innerText()).replaceAll(/\s+/gu, ' '),
        /root alice site\.create bücher\.example 127\.0\.0\.1/u,
      );
    });

    it('signs out', async () => {
      await page.locator('.who').click();
      await page.locator('#account form button').click();
      await title(page, 'Sign in');
      await cast.root.visit('/reseller');
      await title(page, 'Sign in');
    });

    it('has troubled no browser', () => {
      assert.deepEqual(cast.problems(), []);
    });
  });
}

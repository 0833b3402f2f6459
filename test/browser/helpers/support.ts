import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Post } from '../../modules/mail/post.ts';
import { startPanel, type Panel } from './panel.ts';
import { inSteps } from './steps.ts';
import { create, fillIn, isAccessible, passwords, row, says, title } from './story.ts';
import { theBrowser } from './suite.ts';
import { fillSignIn, openVisitor, type Visitor } from './visitor.ts';

/** Milliseconds of one step on a slow machine. */
const step = 90_000;

interface How {
  readonly js: boolean;
  readonly databaseUrl: () => string;
}

/** A reseller asks, the administrator answers, with a real mail server between them. Each step stands on the one before. */
export function tellSupport(name: string, { js, databaseUrl }: How): void {
  describe(name, function () {
    this.timeout(step);
    inSteps();
    const post = new Post();
    let panel: Panel;
    let root: Visitor;
    let north: Visitor;

    before(async () => {
      const browser = await theBrowser();
      await post.open();
      panel = await startPanel('serve', databaseUrl(), (origin) => ({
        PUBLIC_URL: origin,
        SMTP_URL: post.url,
        MAIL_FROM: 'Example Hosting <panel@example.com>',
      }));
      [root, north] = await Promise.all([openVisitor(browser, panel, { js }), openVisitor(browser, panel, { js })]);
    });

    after(async () => {
      await Promise.all([root.context.close(), north.context.close()]);
      await panel.stop();
      await post.close();
    });

    it('begins with an administrator and a reseller', async () => {
      const { page } = root;
      await root.visit(panel.setup);
      await fillIn(page, { name: 'root', email: 'root@example.net', password: passwords.root });
      await page.locator('#form .btn-primary').click();
      await title(page, 'Overview');
      await root.visit('/reseller');
      await create(page, { name: 'north', email: 'north@example.org', password: passwords.north });
      await says(page, 'Created: north.');
    });

    it('sorts tickets by categories of the administrator’s own', async () => {
      const { page } = root;
      await root.visit('/ticketcategory');
      await create(page, { name: 'E-mail' });
      await says(page, 'E-mail');
      await isAccessible(root);
    });

    it('lets the reseller open a ticket with an attachment', async () => {
      const { page } = north;
      await north.visit('/ticket');
      await fillSignIn(page, { name: 'north', password: passwords.north });
      await title(page, 'Tickets');
      await isAccessible(north);
      await page.locator('.empty .btn-primary').click();
      await page.locator('#f-priority').selectOption('high');
      await page.locator('#f-category').selectOption({ label: 'E-mail' });
      await page.locator('#f-files').setInputFiles({
        name: 'Kopfzeilen – März.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('Received: from mx.example\n'),
      });
      await fillIn(page, { subject: 'Mail lands in spam', text: 'Since Thursday.\nWe use <b>SPF</b>.' });
      await isAccessible(north);
      await page.locator('.sticky .btn-primary').first().click();
      await says(page, 'Mail lands in spam');
      await isAccessible(north);
    });

    it('counts it in the administrator’s menu, and rings the bell', async () => {
      const { page } = root;
      await root.visit('/overview');
      assert.equal(await page.locator('#nav a[href="/ticket"] .badge').innerText(), '1');
      await isAccessible(root);
      const mail = await arrivedFor('root@example.net');
      assert.match(mail.subject ?? '', /Mail lands in spam/u);
      assert.match(mail.text ?? '', /We use <b>SPF<\/b>\./u);
    });

    it('shows the administrator what has been asked', async () => {
      const { page } = root;
      await page.locator('#nav a[href="/ticket"]').click();
      await title(page, 'Tickets');
      await row(page, 'Mail lands in spam').locator('.n a').click();
      await page.locator('.thread').waitFor();
      assert.match(await page.locator('.message .words').innerText(), /Since Thursday\.\s*We use <b>SPF<\/b>\./u);
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.message a.file').click()]);
      assert.equal(download.suggestedFilename(), 'Kopfzeilen – März.txt');
      await isAccessible(root);
    });

    it('keeps a note of the administrator’s', async () => {
      await write(root.page, 'north has not paid since May.', { internal: true });
      await root.page.locator('.message.internal').waitFor();
      await isAccessible(root);
    });

    it('takes the administrator’s answer', async () => {
      await write(root.page, 'The keys of the new address were missing.', { internal: false });
      await root.page.locator('.message.ours:not(.internal)').waitFor();
      assert.equal(await root.page.locator('#nav a[href="/ticket"] .badge').count(), 0);
      await isAccessible(root);
    });

    it('mails the reseller the answer and not the note', async () => {
      const mail = await arrivedFor('north@example.org');
      assert.match(mail.text ?? '', /The keys of the new address were missing\./u);
      assert.match(mail.html ?? '', /The keys of the new address were missing\./u);
      assert.ok(mail.text?.includes(`${panel.origin}/ticket.thread?elid=`));
      assert.ok(post.arrived.every(({ raw }) => !raw.includes('has not paid')));
    });

    it('shows the reseller the answer and not the note', async () => {
      const { page } = north;
      const link = /http:\/\/\S+ticket\.thread\?elid=\d+/u.exec(
        (await arrivedFor('north@example.org')).text ?? '',
      )?.[0];
      await page.goto(link ?? '');
      await page.locator('.message').nth(1).waitFor();
      assert.match(await page.locator('.message').nth(1).innerText(), /The keys of the new address were missing\./u);
      assert.ok(!(await page.content()).includes('has not paid'));
      for (const path of ['/ticket?out=csv', '/ticket?filter=paid', '/search?q=paid', '/journal?filter=paid'])
        assert.ok(!(await (await north.context.request.get(panel.origin + path)).text()).includes('not paid'), path);
      await isAccessible(north);
    });

    it('is closed by the reseller, which can be undone', async () => {
      const { page } = north;
      await page.locator('.deeds button[value="ticket.close"]').click();
      await says(page, 'Closed');
      await page.locator('.flash form button').click();
      await says(page, 'Open again');
      await page.locator('.deeds button[value="ticket.close"]').first().click();
      await says(page, 'Closed');
      await isAccessible(north);
      await root.visit('/ticket?view=closed');
      await row(root.page, 'Mail lands in spam').waitFor();
    });

    it('has troubled no browser', () => {
      assert.deepEqual([...root.problems, ...north.problems], []);
    });

    /** The mail for an address, which the panel sends within seconds. */
    async function arrivedFor(address: string): Promise<Post['arrived'][number]> {
      for (let tries = 0; tries < 200; tries += 1) {
        const mail = post.arrived.find(({ recipient }) => recipient === address);
        if (mail) return mail;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error(`no mail for ${address}`);
    }
  });
}

/** Writes into the ticket that is open. */
async function write(page: Page, text: string, { internal }: { internal: boolean }): Promise<void> {
  await page.locator(`#reply input[name=internal][value=${internal ? 'on' : 'off'}]`).check({ force: true });
  await page.locator('#f-text').fill(text);
  await page.locator('#reply .sending button').click();
  await says(page, 'Mail lands in spam');
}

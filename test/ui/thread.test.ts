import assert from 'node:assert/strict';
import { askProvider } from '../../src/modules/tickets/open.service.ts';
import { replyTicket } from '../../src/modules/tickets/ticket.service.ts';
import { plantedFile, plantFile } from '../helpers/plant-support.ts';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

const hostile = `<script>alert(1)</script>"onmouseover='x`;

describe('the page of a ticket', () => {
  let house: House;
  let elid: string;
  let alice: Browser;
  let north: Browser;

  beforeEach(async () => {
    house = await openHouse();
    elid = await askProvider(house.tree.ctxOf('alice'), {
      subject: `Mail lands in spam ${hostile}`,
      priority: 'high',
      category: '',
      text: `See https://example.net/spf. ${hostile}`,
      files: [],
    });
    [alice, north] = [await house.browse('alice'), await house.browse('north')];
  });
  afterEach(() => house.db.destroy());

  const page = async (browser: Browser, more = ''): Promise<string> =>
    (await browser.get(`/ticket.thread?elid=${elid}${more}`)).text;
  const reply = (browser: Browser, given: Record<string, string>) =>
    browser.post('/do', { func: 'ticket.reply', sok: 'ok', elid, ...given });
  const unread = (): Promise<(boolean | number)[]> =>
    house
      .db('ticket_sides')
      .where({ ticket_id: Number(elid) })
      .orderBy('side', 'desc')
      .pluck('unread');
  const messages = (html: string): number => html.split('<li class="message').length - 1;

  it('shows what was written as text, with addresses to follow', async () => {
    const html = await page(north);
    assert.match(html, /<h1>Ticket #1/);
    assert.match(html, /rel="noopener noreferrer nofollow">https:\/\/example\.net\/spf<\/a>\. &lt;script/);
    assert.doesNotMatch(html, /<script>|<[^>]+\sonmouseover=/);
    assert.match(html, /<span class="chip bad">Priority: High</);
  });

  it('keeps an answer with what is wrong with it', async () => {
    const { status, text } = await reply(north, { text: ' ', internal: 'on', close: 'on' });
    assert.equal(status, 422);
    assert.match(text, /role="alert"[^>]*data-focus/);
    assert.match(text, /<a href="#f-text">Text: /);
    assert.match(text, /name="internal" value="on" checked/);
    assert.equal(messages(await page(north)), 1);
  });

  it('shows a note to its own side only', async () => {
    await reply(north, { text: 'Between ourselves', internal: 'on' });
    assert.match(await page(north), /class="message ours internal"[^]*Internal note[^]*Between ourselves/);
    assert.doesNotMatch(await page(alice), /Between ourselves|class="message internal/);
  });

  it('changes nothing by being looked at', async () => {
    await page(north);
    assert.equal(Boolean((await unread())[0]), true);
  });

  it('is marked as read by a script that wants no page, and nothing is said of it', async () => {
    assert.match(await page(north), /data-seen/);
    const { status, text } = await north.post('/do', { func: 'ticket.read', elid, quiet: 'on' });
    assert.deepEqual([status, text], [204, '']);
    assert.equal(Boolean((await unread())[0]), false);
    assert.doesNotMatch(await page(north), /class="flash|data-seen/);
  });

  it('is not marked as read by whoever looks into the panel of another', async () => {
    const root = await house.browse('root');
    const entered = await root.post('/do', { func: 'reseller.enter', elid: 'north' });
    const as = (entered.headers['location'] ?? '').replace(/\/$/, '');
    const { text } = await root.get(`${as}/ticket.thread?elid=${elid}`);
    assert.doesNotMatch(text, /data-seen/);
    assert.match(text, /value="ticket\.read"/);
    await root.post(`${as}/do`, { func: 'ticket.reply', sok: 'ok', elid, text: 'By the administrator' });
    assert.match(await page(alice), /<bdi>north<\/bdi> · reseller<\/span><span>– written by <bdi><b>root<\/b>/);
  });

  it('says in the list what has not been read', async () => {
    assert.match((await north.get('/ticket')).text, /<tr role="row" class="unread">[^]*aria-label="Unread"/);
    await north.post('/do', { func: 'ticket.read', elid });
    const { text } = await north.get('/ticket');
    assert.match(text, /<tr role="row" class="read">/);
    assert.doesNotMatch(text, /aria-label="Unread"/);
  });

  it('begins a long conversation with its end', async () => {
    for (let n = 0; n < 70; n += 1)
      await replyTicket(house.tree.ctxOf('north'), elid, {
        text: `Answer ${String(n)}.`,
        internal: n % 2 === 1,
        close: false,
        files: [],
      });
    const short = await page(north);
    assert.equal(messages(short), 50);
    assert.match(short, /show=250#m-\d+">[^]*Show earlier messages \(21\)/);
    const all = await page(north, '&show=250');
    assert.equal(messages(all), 71);
    assert.doesNotMatch(all, /Show earlier/);
    assert.equal(messages(await page(alice)), 36);
  });

  it('offers the panel and the form of the account below, never of the one above', async () => {
    assert.match(await page(north), /value="user\.enter"[^]*Enter panel/);
    assert.match(await page(north), /href="\/user\.edit\?elid=\d+"><bdi>alice/);
    assert.doesNotMatch(await page(alice), /Enter panel|\.edit\?elid=\d+"><bdi>north/);
  });

  it('returns to itself from what is done on it, and from undoing that', async () => {
    const back = `/ticket.thread?elid=${elid}`;
    const { headers } = await north.post('/do', { func: 'ticket.close', elid, back });
    assert.equal(headers['location'], back);
    const html = await page(north);
    assert.match(html, /This ticket is closed\. An answer opens it again\./);
    assert.match(html, new RegExp(`class="flash ok"[^]*name="back" value="/ticket\\.thread\\?elid=${elid}"`));
  });

  it('takes notes but no answers when the account belongs to somebody else now', async () => {
    await house.db('accounts').where({ name: 'alice' }).update({ parent_id: house.tree.ids.south });
    assert.match(await page(north), /does not belong here any more[^]*type="hidden" name="internal" value="on"/);
    assert.match(await page(alice), /does not belong to north any more/);
  });

  it('removes a file of one’s own after a question that names it, without scripts', async () => {
    await plantFile(house.db, house.tree);
    assert.doesNotMatch(await page(north), /ticket\.detach/);
    assert.match(await page(alice), /name="file" value="1"[^]*value="ticket\.detach" aria-label="Remove headers\.txt"/);
    const back = `/ticket.thread?elid=${elid}`;
    const sent = { func: 'ticket.detach', elid, file: plantedFile, back };
    const { text } = await alice.post('/do', sent);
    assert.match(text, /Remove this file\?<[^]*“headers\.txt” will be gone for good/);
    assert.match(text, /<input type="hidden" name="file" value="1"/);
    assert.doesNotMatch(text, /for="f-file"|id="f-file"/);
    const done = await alice.post('/do', { ...sent, sok: 'ok' });
    assert.deepEqual([done.status, done.headers['location']], [303, back]);
    assert.match(await page(alice), /File removed from #1 Mail lands/);
    for (const browser of [alice, north]) {
      assert.match(await page(browser), /<bdi>headers\.txt<\/bdi> · removed/);
      assert.doesNotMatch(await page(browser), /ticket\.file|ticket\.detach/);
    }
    assert.equal((await alice.post('/do', sent)).status, 404);
  });

  it('is found by the search over everything by its subject', async () => {
    const { text } = await north.get('/search?q=spam');
    assert.match(text, new RegExp(`href="/ticket\\.thread\\?elid=${elid}"><bdi>Mail lands in spam`));
  });
});

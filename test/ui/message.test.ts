import assert from 'node:assert/strict';
import request from 'supertest';
import type { Browser } from '../http/helpers/app.ts';
import { plantedOf, plantSupport } from '../helpers/plant-support.ts';
import { openHouse, type House } from './panel.ts';

const said = { subject: 'Maintenance', priority: 'high', text: 'Tonight from ten.' };

describe('Message', () => {
  let house: House;
  let north: Browser;
  beforeEach(async () => {
    house = await openHouse();
    north = await house.browse('north');
    await plantSupport(house.db, house.tree, 2);
  });
  afterEach(() => house.db.destroy());

  const clients = (): Promise<string[]> =>
    house
      .db('tickets')
      .join('accounts', 'accounts.id', 'tickets.client_id')
      .orderBy('accounts.name')
      .pluck('accounts.name');

  it('is offered above the lists of resellers and users, and for each row', async () => {
    const root = await house.browse('root');
    for (const [browser, func] of [
      [root, 'reseller'],
      [root, 'user'],
      [north, 'user'],
    ] as const) {
      const { text } = await browser.get(`/${func}`);
      const offers = text.match(new RegExp(`value="${func}\\.message"`, 'g')) ?? [];
      assert.ok(offers.length >= 2, `${func}: ${String(offers.length)}`);
    }
  });

  it('asks for subject, priority, one’s own categories and text', async () => {
    const { text, status } = await north.post('/do', { func: 'user.message', elid: 'alice' });
    assert.equal(status, 200);
    for (const name of ['subject', 'priority', 'category', 'text', 'files'])
      assert.match(text, new RegExp(`name="${name}"`));
    for (const words of [/High[^<]*solve at once/i, /Medium[^<]*not very important/i, /Low[^<]*not urgent/i])
      assert.match(text, words);
    for (const id of plantedOf('north', 2)) assert.match(text, new RegExp(`<option value="${id}"`));
    for (const id of plantedOf('south', 2)) assert.doesNotMatch(text, new RegExp(`<option value="${id}"`));
    assert.deepEqual(await clients(), []);
  });

  it('begins a conversation with one, and leads to it', async () => {
    const answer = await north.post('/user.message', { elid: 'alice', sok: 'ok', ...said });
    assert.deepEqual([answer.status, answer.headers['location']], [303, '/ticket.thread?elid=1']);
    assert.deepEqual(await clients(), ['alice']);
    assert.match((await north.get('/ticket.thread?elid=1')).text, /Tonight from ten\./);
    assert.match((await (await house.browse('alice')).get('/ticket.thread?elid=1')).text, /Tonight from ten\./);
  });

  it('begins one with each of many', async () => {
    const form = new URLSearchParams({ csrf: north.csrf, sok: 'ok', ...said });
    for (const elid of ['alice', 'bob', 'carol']) form.append('elid', elid);
    const answer = await request(house.app)
      .post('/user.message')
      .set({ cookie: north.cookieHeader, 'sec-fetch-site': 'same-origin' })
      .type('form')
      .send(form.toString());
    assert.equal(answer.status, 303);
    assert.deepEqual(await clients(), ['alice', 'bob']);
    assert.match((await north.get('/user')).text, /carol/);
    const alice = await (await house.browse('alice')).get('/ticket');
    assert.doesNotMatch(alice.text, /bob/);
  });

  it('keeps what was typed when something is missing, or a category has been retired meanwhile', async () => {
    const [category = ''] = plantedOf('north', 2);
    await north.post('/do', { func: 'ticketcategory.retire', elid: category });
    for (const wrong of [{ subject: '' }, { category }, { priority: 'urgent' }]) {
      const { text, status } = await north.post('/user.message', { elid: 'alice', sok: 'ok', ...said, ...wrong });
      assert.equal(status, 422, JSON.stringify(wrong));
      assert.match(text, /Tonight from ten\./);
      assert.match(text, /aria-invalid="true"/);
    }
    assert.deepEqual(await clients(), []);
  });

  it('does not go over a reseller’s head', async () => {
    const root = await house.browse('root');
    const { status, text } = await root.post('/user.message', { elid: 'alice', sok: 'ok', ...said });
    assert.equal(status, 409);
    assert.match(text, /alice/);
    assert.deepEqual(await clients(), []);
  });
});

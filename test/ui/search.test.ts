import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineModule } from '../../src/panel/define.ts';
import { plantAccounts } from '../helpers/plant.ts';
import { openHouse, type House } from './panel.ts';

const found = (html: string): string[] => [...html.matchAll(/id="found-(\w+)"/g)].map(([, func = '']) => func);
const named = (html: string): string[] =>
  [...html.matchAll(/href="[^"]*\.edit\?elid=\d+"><bdi>([^<]+)</g)].map(([, name = '']) => name);

describe('the search over everything', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.db.destroy());

  it('shows the first matches by kind, each linked to its form', async () => {
    const { text } = await (await house.browse('root')).get('/search?q=NORTH');
    assert.deepEqual(found(text), ['reseller', 'user']);
    assert.deepEqual(named(text), ['north', 'alice', 'bob']);
    assert.match(text, new RegExp(`href="/reseller\\.edit\\?elid=${String(house.tree.ids.north)}"`));
  });

  it('leads to the list that is filtered already, with the number of matches', async () => {
    await plantAccounts(house.db, house.tree, 'user', { below: 'north', count: 12 });
    const browser = await house.browse('root');
    const { text } = await browser.get('/search?q=north');
    assert.match(text, /href="\/user\?filter=north">All matches \(14\)/);
    assert.equal(named(text).length, 6);
    assert.match((await browser.get('/user?filter=north')).text, /<span class="count" id="count">14</);
  });

  it('finds nothing that is another’s', async () => {
    const { text } = await (await house.browse('north')).get('/search?q=carol');
    assert.deepEqual(found(text), []);
    assert.match(text, /Nothing matches “carol”/);
  });

  it('leaves out lists that the viewer may not call', async () => {
    await house
      .db('accounts')
      .where({ name: 'root' })
      .update({ rules: JSON.stringify({ user: 'deny' }) });
    const { text } = await (await house.browse('root')).get('/search?q=north');
    assert.deepEqual(found(text), ['reseller']);
  });

  it('looks through the list of a plugin too', async () => {
    const db = house.db;
    await db.destroy();
    const Ticket = z.object({ id: z.number(), name: z.string() });
    house = await openHouse([
      defineModule({
        name: 'bulletin',
        levels: ['admin'],
        list: {
          row: Ticket,
          key: 'name',
          columns: { name: { as: 'name', sortable: true } },
          defaultSort: 'name',
          searched: true,
          load: (_ctx, { filter }) => Promise.resolve({ rows: [{ id: 7, name: `printer ${filter}` }], next: null }),
          count: () => Promise.resolve({ matching: 1, bounded: false, views: {} }),
          names: () => Promise.resolve(new Map()),
        },
      }),
    ]);
    const { text } = await (await house.browse('root')).get('/search?q=smoke');
    assert.deepEqual(found(text), ['bulletin']);
    assert.match(text, /printer smoke/);
  });

  it('stands on every page, also in a panel that is entered', async () => {
    const root = await house.browse('root');
    assert.match((await root.get('/user')).text, /<form class="search" role="search" action="\/search">/);
    const entered = await root.post('/do', { func: 'reseller.enter', elid: 'north' });
    const as = (entered.headers['location'] ?? '').replace(/\/$/, '');
    const { text } = await root.get(`${as}/search?q=alic`);
    assert.match(text, new RegExp(`role="search" action="${as}/search"`));
    assert.deepEqual(named(text), ['alice']);
  });

  it('asks what is looked for, and shows what was typed as text', async () => {
    const browser = await house.browse('alice');
    assert.match((await browser.get('/search')).text, /What are you looking for\?/);
    const { text } = await browser.get('/search?q=%3Cscript%3E');
    assert.doesNotMatch(text, /<script>/);
    assert.match(text, /value="&lt;script&gt;"/);
  });

  it('answers scripts with the same', async () => {
    const { text } = await (await house.browse('root')).get('/search?q=dave&out=json');
    assert.match(text, /dave/);
    assert.doesNotMatch(text, /password|email/);
  });
});

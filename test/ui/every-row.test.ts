import assert from 'node:assert/strict';
import { plantAccounts } from '../helpers/plant.ts';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

describe('all rows that match', () => {
  let house: House;
  let root: Browser;
  beforeEach(async () => {
    house = await openHouse();
    await plantAccounts(house.db, house.tree, 'user', { below: 'north', count: 70 });
    root = await house.browse('root');
  });
  afterEach(() => house.db.destroy());

  const held = async (): Promise<number> => (await house.db('holds').pluck('id')).length;
  const living = async (): Promise<number> =>
    (await house.db('accounts').where({ level: 'user' }).whereNull('deleted_at').pluck('id')).length;
  const all = (func: string, more: Record<string, string> = {}, back = '/user?filter=north') =>
    root.post('/do', { func, all: 'on', back, ...more });

  it('are offered where there are more than the page shows', async () => {
    assert.match((await root.get('/user')).text, /data-number="74"\/?><span>Select all 74 that match/);
    assert.match((await root.get('/user?filter=north')).text, /Select all 72 that match/);
    for (const path of ['/user?p_cnt=100', '/user?filter=alice', '/user?deleted=on', '/journal'])
      assert.doesNotMatch((await root.get(path)).text, /id="every"/, path);
  });

  it('are asked about by their number first, even where a few would not be', async () => {
    const { text, status } = await all('user.disable', {}, '/user?filter=north&p_num=2');
    assert.equal(status, 200);
    assert.match(text, /Disable 72 users\?/);
    assert.match(text, /name="expected" value="72"/);
    assert.doesNotMatch(text, /name="elid"/);
    assert.equal(await held(), 0);
  });

  it('are done each with its trace, whatever was ticked besides', async () => {
    const answer = await all('user.disable', { sok: 'ok', expected: '72', reason: 'unpaid', elid: 'carol' });
    assert.equal(answer.headers['location'], '/user?filter=north');
    assert.equal(await held(), 72);
    assert.equal((await house.db('audit').where({ func: 'user.disable' }).pluck('id')).length, 72);
    const { text } = await root.get('/user?filter=north');
    assert.match(text, /Disabled: [^.]*\+62/);
    assert.equal([...text.matchAll(/name="elid" value="\d+"/g)].length, 50 + 72);
  });

  it('are asked about again when they have become more or fewer', async () => {
    await plantAccounts(house.db, house.tree, 'user', { below: 'south', count: 1 });
    const { text } = await all('user.disable', { sok: 'ok', expected: '74' }, '/user');
    assert.match(text, /Disable 75 users\?/);
    assert.equal(await held(), 0);
  });

  it('are deleted when their number is typed', async () => {
    const asked = await all('user.delete');
    assert.match(asked.text, /Delete 72 users\?/);
    assert.match(asked.text, /Type “72” to confirm/);
    assert.match(asked.text, /<li><bdi>\+52<\/bdi><\/li>/);
    assert.equal((await all('user.delete', { sok: 'ok', expected: '72', typed: '71' })).status, 422);
    assert.equal(await living(), 74);
    await all('user.delete', { sok: 'ok', expected: '72', typed: '72' });
    assert.equal(await living(), 2);
  });

  it('are the viewer’s own', async () => {
    root = await house.browse('south');
    await all('user.disable', { sok: 'ok', expected: '1' }, '/user');
    assert.deepEqual(await house.db('holds').pluck('account_id'), [house.tree.ids.carol]);
  });

  it('are those of the list that the button stands in', async () => {
    for (const back of ['', '/reseller?filter=n', 'https://elsewhere.example/user'])
      assert.equal((await all('user.disable', { sok: 'ok', expected: '74' }, back)).status, 422, back);
    assert.equal(await held(), 0);
  });

  it('are none when nothing matches, and nothing to open', async () => {
    assert.match((await all('user.disable', {}, '/user?filter=zzz')).text, /Select at least one row/);
    assert.match((await all('user.enter', {}, '/user')).text, /Select exactly one row/);
    assert.equal(await held(), 0);
  });

  it('are not those that are deleted', async () => {
    await root.post('/do', { func: 'user.delete', elid: 'bob', sok: 'ok', typed: 'bob' });
    assert.match((await all('user.disable', {}, '/user?filter=north&deleted=on')).text, /Disable 71 users\?/);
  });
});

import assert from 'node:assert/strict';
import { plantAccounts } from '../helpers/plant.ts';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

/** Views of one's own with their counts. */
const tabs = (html: string): string[][] =>
  [
    ...html.matchAll(
      /<a href="[^"]*"(?: aria-current="page")?><bdi>([^<]+)<\/bdi>(?:<span>([^<]+)<\/span>)?<\/a><button class="btn-x"/g,
    ),
  ].map(([, name = '', count = 'none']) => [name, count]);

describe('the counts of one’s own views', () => {
  let house: House;
  let root: Browser;
  beforeEach(async () => {
    house = await openHouse();
    root = await house.browse('root');
  });
  afterEach(() => house.db.destroy());

  const save = (name: string, back: string): Promise<unknown> =>
    root.post('/lists', { list: 'user', save: 'on', name, back });
  const counted = async (path: string, who = root): Promise<string[][]> => tabs((await who.get(path)).text);

  it('say how many rows they have, and go on saying so whatever is typed into the filter', async () => {
    await save('all of north', '/user?filter=north');
    await save('stopped', '/user?view=disabled');
    await save('nobody', '/user?filter=nobody');
    await house.db('accounts').where({ id: house.tree.ids.bob }).update({ holds: 1 });
    await house.db('accounts').whereIn('id', [house.tree.ids.north, house.tree.ids.root]).update({ users_held: 1 });
    const expected = [
      ['all of north', '2'],
      ['stopped', '1'],
      ['nobody', '0'],
    ];
    for (const path of ['/user', '/user?filter=al', '/user?filter=zzz', '/user?filter=north&p_col=-disk&p_num=2'])
      assert.deepEqual(await counted(path), expected, path);
  });

  it('are of what one may see', async () => {
    const north = await house.browse('north');
    await north.post('/lists', { list: 'user', save: 'on', name: 'mine', back: '/user?filter=south' });
    assert.deepEqual(await counted('/user', north), [['mine', '0']]);
    await north.post('/lists', { list: 'user', save: 'on', name: 'mine', back: '/user?filter=a' });
    assert.deepEqual(await counted('/user', north), [['mine', '2']]);
  });

  it('are there in every list', async () => {
    for (const list of ['reseller', 'user', 'site', 'journal', 'session']) {
      await root.post('/lists', { list, save: 'on', name: 'none', back: `/${list}?filter=zzzz` });
      assert.deepEqual(await counted(`/${list}`), [['none', '0']], list);
      assert.deepEqual(await counted(`/${list}?filter=zzzz`), [['none', '0']], list);
    }
  });

  it('go up to a bound, and are left out where they would cost too much', async function () {
    this.timeout(60_000);
    await plantAccounts(house.db, house.tree, 'user', { below: 'south', count: 10_050 });
    const { south } = house.tree.ids;
    const planted: number[] = await house.db('accounts').where({ parent_id: south }).pluck('id');
    const words = planted.map((id) => ({ kind: 'user' as const, word: 'often', object_id: id, parent_id: south }));
    const seldom = planted
      .slice(0, 30)
      .map((id) => ({ kind: 'user' as const, word: 'seldom', object_id: id, parent_id: south }));
    await house.db.batchInsert('search_words', [...words, ...seldom], 500);
    await save('with deleted', '/user?deleted=on');
    await save('seldom', '/user?filter=often+seldom');
    await save('often', '/user?filter=often&view=active');
    assert.deepEqual(await counted('/user'), [
      ['with deleted', '10,000+'],
      ['seldom', '30'],
      ['often', 'none'],
    ]);
    assert.deepEqual((await counted('/user?filter=often&view=active')).at(-1), ['often', '10,000+']);
  });

  it('cost a few queries each, and the one shown none', async () => {
    const queries = async (path: string): Promise<number> => {
      let count = 0;
      const hear = (): void => void (count += 1);
      house.db.on('query', hear);
      await root.get(path);
      house.db.removeListener('query', hear);
      return count;
    };
    await root.get('/user');
    const [plain, filtered] = [await queries('/user?view=disabled'), await queries('/user?filter=north')];
    await save('stopped', '/user?view=disabled');
    await root.get('/user');
    assert.equal(await queries('/user?view=disabled'), plain);
    assert.equal(await queries('/user?filter=north'), filtered + 1);
    await save('of north', '/user?filter=north');
    await root.get('/user');
    assert.equal(await queries('/user?filter=north'), filtered + 1);
    assert.equal(await queries('/user?view=disabled'), plain + 3);
  });
});

import assert from 'node:assert/strict';
import { plantAccounts } from '../helpers/plant.ts';
import { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

type Counts = [name: string, count: string | null][];

/** Views of one's own with their counts, as the page has them. */
const tabs = (html: string): Counts =>
  [
    ...html.matchAll(
      /<a href="[^"]*"(?: aria-current="page")?><bdi>([^<]+)<\/bdi>(?:<span>([^<]+)<\/span>)?<\/a><button class="btn-x"/g,
    ),
  ].map(([, name = '', count = null]) => [name, count]);

describe('the counts of one’s own views', () => {
  let house: House;
  let root: Browser;
  beforeEach(async () => {
    house = await openHouse();
    root = await house.browse('root');
  });
  afterEach(() => house.db.destroy());

  const save = (name: string, back: string, who = root, at = ''): Promise<unknown> =>
    who.post(`${at}/lists`, { list: 'user', save: 'on', name, back });
  const counted = async (list = 'user', who = root, at = ''): Promise<Counts> => {
    const { text, status } = await who.get(`${at}/counts?list=${list}`);
    assert.equal(status, 200);
    return (JSON.parse(text) as { counts: Counts }).counts;
  };
  const queries = async (path: string): Promise<number> => {
    let count = 0;
    const hear = (): void => void (count += 1);
    house.db.on('query', hear);
    await root.get(path);
    house.db.removeListener('query', hear);
    return count;
  };

  it('say how many rows they have', async () => {
    assert.deepEqual(await counted(), []);
    await save('all of north', '/user?filter=north');
    await save('stopped', '/user?view=disabled&p_num=2');
    await save('nobody', '/user?filter=nobody');
    await house.db('accounts').where({ id: house.tree.ids.bob }).update({ holds: 1 });
    await house.db('accounts').whereIn('id', [house.tree.ids.north, house.tree.ids.root]).update({ users_held: 1 });
    assert.deepEqual(await counted(), [
      ['all of north', '2'],
      ['stopped', '1'],
      ['nobody', '0'],
    ]);
  });

  it('are asked for by the page, which has none but that of the view shown', async () => {
    assert.doesNotMatch((await root.get('/user')).text, /data-counts/);
    await save('all of north', '/user?filter=north');
    const { text } = await root.get('/user');
    assert.match(text, /<nav class="views" id="views"[^>]* data-counts="\/counts\?list=user">/);
    assert.deepEqual(tabs(text), [['all of north', null]]);
    const shown = (await root.get('/user?filter=north')).text;
    assert.deepEqual(tabs(shown), [['all of north', '2']]);
    assert.doesNotMatch(shown, /data-counts/);
  });

  it('cost the page nothing, however many they are', async () => {
    await root.get('/user');
    const paths = ['/user', '/user?view=disabled', '/user?filter=north'];
    const measured = async (): Promise<number[]> => {
      const all: number[] = [];
      for (const path of paths) all.push(await queries(path));
      return all;
    };
    const before = await measured();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await save(name, `/user?filter=${name}`);
    await root.get('/user');
    assert.deepEqual(await measured(), before);
    assert.equal((await counted()).length, 6);
  });

  it('are no more than six, even if more were saved once', async () => {
    const views = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => ({ name, state: `?filter=${name}` }));
    const prefs = JSON.stringify({ lists: { user: { order: [], hidden: [], perPage: null, views } } });
    await house.db('logins').where({ login: 'root' }).update({ prefs });
    assert.deepEqual(
      (await counted()).map(([name]) => name),
      ['a', 'b', 'c', 'd', 'e', 'f'],
    );
  });

  it('are of what one may see, and of whose panel one works in', async () => {
    const north = await house.browse('north');
    await save('souths', '/user?filter=south', north);
    await save('with a', '/user?filter=a', north);
    assert.deepEqual(await counted('user', north), [
      ['souths', '0'],
      ['with a', '2'],
    ]);
    await save('with a', '/user?filter=a');
    assert.deepEqual(await counted(), [['with a', '4']]);
    const at = await enter('north');
    assert.deepEqual(await counted('user', root, at), [['with a', '2']]);
    assert.match((await root.get(`${at}/user`)).text, new RegExp(`data-counts="${at}/counts\\?list=user"`));
  });

  const enter = async (name: string): Promise<string> =>
    ((await root.post('/do', { func: 'reseller.enter', elid: name })).headers['location'] ?? '').replace(/\/$/, '');

  it('are told to nobody who may not see the list', async () => {
    const [alice, north] = [await house.browse('alice'), await house.browse('north')];
    const status = async (path: string, who: Browser): Promise<number> => (await who.get(path)).status;
    assert.equal(await status('/counts?list=user', alice), 403);
    assert.equal(await status('/counts?list=site', alice), 200);
    assert.equal(await status('/counts?list=reseller', north), 403);
    for (const list of ['', 'nothing', '__proto__', 'user.edit', 'user.disable', 'overview'])
      assert.equal(await status(`/counts?list=${list}`, root), 404, list);
    assert.equal(await status(`${await enter('north')}/counts?list=notification`, root), 403);
    const rules = JSON.stringify({ user: 'deny' });
    await house.db('accounts').where({ id: house.tree.ids.north }).update({ rules });
    assert.equal(await status('/counts?list=user', north), 403);
    assert.equal(await status('/counts?list=user', new Browser(house.app)), 303);
  });

  it('are there in every list', async () => {
    for (const list of ['reseller', 'user', 'site', 'journal', 'session']) {
      await root.post('/lists', { list, save: 'on', name: 'none', back: `/${list}?filter=zzzz` });
      assert.deepEqual(await counted(list), [['none', '0']], list);
      assert.deepEqual(tabs((await root.get(`/${list}?filter=zzzz`)).text), [['none', '0']], list);
    }
  });

  it('leave the tab of all as it is, or without a number, whatever is typed', async () => {
    for (const list of ['reseller', 'user', 'site', 'journal', 'session']) {
      await root.post('/lists', { list, save: 'on', name: 'none', back: `/${list}?filter=none` });
      const all = async (query: string): Promise<string | undefined> =>
        />All(?:<span>([^<]+)<\/span>)?<\/a>/.exec((await root.get(`/${list}${query}`)).text)?.[1];
      assert.ok([await all(''), undefined].includes(await all('?filter=zzzz')), list);
    }
  });

  it('go up to a bound: beyond it what is found among some is “at least”', async function () {
    this.timeout(60_000);
    await plantAccounts(house.db, house.tree, 'user', { below: 'south', count: 10_050 });
    const { south } = house.tree.ids;
    const planted: number[] = await house.db('accounts').where({ parent_id: south }).pluck('id');
    const having = (word: string, ids: number[]): object[] =>
      ids.map((id) => ({ kind: 'user', word, object_id: id, parent_id: south }));
    const words = [...having('often', planted), ...having('seldom', planted.slice(0, 30))];
    await house.db.batchInsert('search_words', words, 500);
    await house.db('accounts').whereIn('id', planted.slice(0, 9_500)).update({ holds: 1 });
    await save('with deleted', '/user?deleted=on');
    await save('seldom', '/user?filter=often+seldom');
    await save('often', '/user?filter=often');
    await save('stopped', '/user?filter=often&view=disabled');
    await save('near', '/user?filter=often&view=near');
    const { stopped, ...others } = Object.fromEntries(await counted());
    assert.deepEqual(others, { 'with deleted': '10,000+', seldom: '30', often: '1,000+', near: null });
    // Of a thousand at most 550 are not.
    assert.match(stopped ?? '', /^(1,000|4[5-9]\d|[5-9]\d\d)\+$/);
    assert.deepEqual(tabs((await root.get('/user?filter=often&view=disabled')).text)[3], ['stopped', '9,500']);
  });
});

import assert from 'node:assert/strict';
import { plantAccounts } from '../helpers/plant.ts';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

const heads = (html: string): string[] =>
  [...html.matchAll(/<th class="[^"]*" scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)/g)].map(([, label = '']) => label);
const tabs = (html: string): string[] =>
  [
    ...html.matchAll(
      /<a href="[^"]*"(?: aria-current="page")?><bdi>([^<]+)<\/bdi>(?:<span>[^<]+<\/span>)?<\/a><button class="btn-x"/g,
    ),
  ].map(([, name = '']) => name);
const rowCount = (html: string): number => [...html.matchAll(/<td class="c"/g)].length;

describe('what one wants of a list', () => {
  let house: House;
  let root: Browser;
  beforeEach(async () => {
    house = await openHouse();
    root = await house.browse('root');
  });
  afterEach(() => house.db.destroy());

  const all = { list: 'user', columns: 'on', back: '/user?p_col=-disk' };
  const ticked = (names: string): Record<string, string> =>
    Object.fromEntries(
      names.split(' ').map((name) => [`col.${name.replace('!', '')}`, name.startsWith('!') ? 'off' : 'on']),
    );

  describe('columns', () => {
    const declared = ['Name', 'Reseller', 'Properties', 'Sites', 'Disk', 'Traffic', 'Created'];

    it('are those declared until others are chosen', async () => {
      assert.deepEqual(heads((await root.get('/user')).text), declared);
    });

    it('are shown as chosen, and lead back to the list as it was', async () => {
      const answer = await root.post('/lists', { ...all, ...ticked('name traffic !reseller properties !sites disk') });
      assert.equal(answer.headers['location'], '/user?p_col=-disk');
      assert.deepEqual(heads((await root.get('/user')).text), ['Name', 'Traffic', 'Properties', 'Disk', 'Created']);
      assert.deepEqual(heads((await root.get('/reseller')).text).slice(0, 3), ['Name', 'Properties', 'Users']);
    });

    it('are another’s own business', async () => {
      await root.post('/lists', { ...all, ...ticked('name !disk') });
      assert.ok(heads((await (await house.browse('north')).get('/user')).text).includes('Disk'));
    });

    it('always have the one that says which row it is, in front', async () => {
      await root.post('/lists', { ...all, ...ticked('disk !name !reseller !properties !sites !traffic !createdAt') });
      assert.deepEqual(heads((await root.get('/user')).text), ['Name', 'Disk']);
    });

    it('move up and down without a script', async () => {
      const given = { ...all, ...ticked('name reseller properties sites disk traffic createdAt') };
      await root.post('/lists', { ...given, up: 'disk' });
      assert.deepEqual(heads((await root.get('/user')).text).slice(3, 5), ['Disk', 'Sites']);
      await root.post('/lists', { ...given, up: 'reseller' });
      assert.deepEqual(heads((await root.get('/user')).text), declared);
      await root.post('/lists', { ...given, down: 'createdAt' });
      assert.deepEqual(heads((await root.get('/user')).text), declared);
    });

    it('are as declared again after a reset', async () => {
      await root.post('/lists', { ...all, ...ticked('name !disk') });
      await root.post('/lists', { ...all, reset: 'on' });
      assert.deepEqual(heads((await root.get('/user')).text), declared);
    });

    it('are as declared in CSV and for scripts', async () => {
      const before = (await root.get('/user?out=csv')).text;
      await root.post('/lists', { ...all, ...ticked('name !disk traffic') });
      assert.equal((await root.get('/user?out=csv')).text, before);
    });

    it('take no names that are none', async () => {
      await root.post('/lists', { ...all, 'col.__proto__': 'on', 'col.password': 'on', 'col.name': 'on' });
      const { prefs } = (await house.db('logins').where({ login: 'root' }).first('prefs')) ?? { prefs: '' };
      assert.deepEqual((JSON.parse(prefs) as { lists: unknown }).lists, {
        user: { order: ['name'], hidden: [], perPage: null, views: [] },
      });
    });

    it('are kept while working in another’s panel, with the login that is there', async () => {
      const entered = await root.post('/do', { func: 'reseller.enter', elid: 'north' });
      const as = (entered.headers['location'] ?? '').replace(/\/$/, '');
      const answer = await root.post(`${as}/lists`, { ...all, ...ticked('name !disk') });
      assert.equal(answer.headers['location'], `${as}/user?p_col=-disk`);
      assert.ok(!heads((await root.get(`${as}/user`)).text).includes('Disk'));
      assert.ok(heads((await (await house.browse('north')).get('/user')).text).includes('Disk'));
    });
  });

  it('is not for lists that one may not call, and not done by GET', async () => {
    const alice = await house.browse('alice');
    assert.equal((await alice.post('/lists', { ...all, ...ticked('name') })).status, 403);
    assert.equal((await root.post('/lists', { list: 'nothing', columns: 'on' })).status, 404);
    assert.equal((await root.get('/lists?list=user&reset=on')).status, 404);
  });

  describe('rows on a page', () => {
    beforeEach(() => plantAccounts(house.db, house.tree, 'user', { below: 'north', count: 60 }));

    it('are as many as were last chosen for this list', async () => {
      assert.equal(rowCount((await root.get('/user')).text), 50);
      const answer = await root.post('/lists', { list: 'user', p_cnt: '15', back: '/user?filter=n&p_num=2' });
      assert.equal(answer.headers['location'], '/user?filter=n');
      const { text } = await root.get('/user');
      assert.equal(rowCount(text), 15);
      assert.match(text, /href="\/user\?p_num=2"/);
      await root.post('/lists', { list: 'user', p_cnt: '50', back: '/user' });
      assert.equal(rowCount((await root.get('/user')).text), 50);
    });

    it('are as many as the address says, which goes on saying so', async () => {
      await root.post('/lists', { list: 'user', p_cnt: '100', back: '/user' });
      const { text } = await root.get('/user?p_cnt=50');
      assert.equal(rowCount(text), 50);
      assert.match(text, /href="\/user\?p_cnt=50&amp;p_num=2"/);
    });
  });

  describe('views of one’s own', () => {
    const save = (name: string, back = '/user?filter=north&view=active&p_col=-disk&p_num=3') =>
      root.post('/lists', { list: 'user', save: 'on', name, back });

    it('are tabs that lead to the state they were saved in', async () => {
      assert.equal((await save('  Up   north ')).status, 303);
      const { text } = await root.get('/user');
      assert.deepEqual(tabs(text), ['Up north']);
      assert.match(text, /<a href="\/user\?filter=north&amp;view=active&amp;p_col=-disk"><bdi>Up north/);
      assert.match(text, /View “Up north” saved\./);
    });

    it('are the current one when the state is theirs', async () => {
      await save('mine');
      const { text } = await root.get('/user?view=active&p_col=-disk&filter=north');
      assert.equal([...text.matchAll(/aria-current="page"><bdi>mine/g)].length, 1);
      const views = text.slice(text.indexOf('id="views"'), text.indexOf('</nav>', text.indexOf('id="views"')));
      assert.equal([...views.matchAll(/aria-current/g)].length, 1);
    });

    it('stand also where a list has no views, after one of all', async () => {
      await root.post('/lists', { list: 'site', save: 'on', name: 'shops', back: '/site?filter=shop' });
      const { text } = await root.get('/site');
      assert.match(text, /<a href="\/site" aria-current="page">All</);
      assert.deepEqual(tabs(text), ['shops']);
    });

    it('are replaced by one of the same name', async () => {
      await save('mine');
      await save('mine', '/user?filter=bob');
      const { text } = await root.get('/user');
      assert.deepEqual(tabs(text), ['mine']);
      assert.match(text, /<a href="\/user\?filter=bob"><bdi>mine/);
    });

    it('can be removed, and the removal taken back', async () => {
      await save('mine');
      await root.post('/lists', { list: 'user', forget: 'mine', back: '/user' });
      const { text } = await root.get('/user');
      assert.deepEqual(tabs(text), []);
      const [form = ''] = /<form method="post" action="\/lists" data-send>.*?Undo/s.exec(text) ?? [];
      const fields = Object.fromEntries(
        [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
          name,
          value.replaceAll('&amp;', '&'),
        ]),
      );
      await root.post('/lists', { ...fields, back: '/user' });
      assert.match(
        (await root.get('/user')).text,
        /<a href="\/user\?filter=north&amp;view=active&amp;p_col=-disk"><bdi>mine/,
      );
    });

    it('need a name, and are not without number', async () => {
      assert.match((await save(' ')).text, /Give the view a name\./);
      for (let n = 1; n <= 6; n += 1) await save(`view ${String(n)}`);
      const { text, status } = await save('one more');
      assert.equal(status, 409);
      assert.match(text, /There is no room for more views/);
      assert.equal(tabs((await root.get('/user')).text).length, 6);
    });

    it('keep a filter in any letters', async () => {
      const filter = 'ёлка '.repeat(30).trim();
      await save('ёлки', `/user?${new URLSearchParams({ filter }).toString()}`);
      assert.deepEqual(tabs((await root.get('/user')).text), ['ёлки']);
      assert.match((await root.get('/user')).text, /filter=%D1%91/);
    });

    it('show what was typed as text', async () => {
      await save('<b onclick=alert(1)>', '/user?filter=%3Cscript%3E');
      const { text } = await root.get('/user');
      assert.doesNotMatch(text, /<b onclick|<script>/);
    });
  });
});

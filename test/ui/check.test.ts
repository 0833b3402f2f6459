import assert from 'node:assert/strict';
import type { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

describe('a field that is checked while it is filled in', () => {
  let house: House;
  let root: Browser;
  before(async () => {
    house = await openHouse();
    root = await house.browse('root');
  });
  after(() => house.db.destroy());

  const said = async (func: string, value: string, browser = root, field = 'name'): Promise<string | null> => {
    const query = new URLSearchParams({ func, field, value }).toString();
    const { text, status } = await browser.get(`/check?${query}`);
    assert.equal(status, 200);
    return (JSON.parse(text) as { problem: string | null }).problem;
  };

  /** What the form says of the same value when it is sent. */
  const answered = async (func: string, value: string): Promise<string> => {
    const { text } = await root.post(`/${func}`, { sok: 'ok', name: value, owner: 'alice' });
    return /id="f-name-problem"><svg.*?<\/svg>([^<]+)</.exec(text)?.[1] ?? '';
  };

  for (const [func, value] of [
    ['reseller.edit', 'north'],
    ['user.edit', 'alice'],
    ['user.edit', 'No Name'],
    ['user.edit', 'mysql'],
    ['site.edit', 'not a domain'],
  ] as const)
    it(`says of “${value}” in ${func} what the form would`, async () => {
      const words = await said(func, value);
      assert.ok(words);
      assert.equal(words, await answered(func, value));
    });

  it('suggests a name that is free', async () => {
    assert.match((await said('user.edit', 'alice')) ?? '', /“alice” is taken\. Try “alice1”/);
  });

  it('knows that a login of that name is in the way too', async () => {
    await house.db('logins').where({ login: 'dave' }).update({ login: 'greta', living_login: 'greta' });
    assert.match((await said('user.edit', 'greta')) ?? '', /“greta” is taken/);
  });

  it('says nothing of what is right', async () => {
    assert.equal(await said('user.edit', 'erika'), null);
    assert.equal(await said('site.edit', 'bücher.example'), null);
  });

  it('says of a domain that it is taken', async () => {
    await root.post('/site.edit', { sok: 'ok', name: 'shop.example', owner: 'alice' });
    assert.match((await said('site.edit', 'SHOP.example.')) ?? '', /“shop\.example” is already on this panel/);
  });

  it('is marked in the form of a new row, and in no other', async () => {
    assert.match((await root.get('/user.edit')).text, /data-check="\/check\?func=user\.edit&amp;field=name"/);
    assert.match((await root.get('/user.edit')).text, /id="f-name-check" aria-live="polite"/);
    assert.doesNotMatch((await root.get('/user.edit?elid=alice')).text, /data-check/);
  });

  it('is not checked for who may not make such rows, nor when it has no check', async () => {
    const alice = await house.browse('alice');
    assert.equal((await alice.get('/check?func=user.edit&field=name&value=x')).status, 403);
    for (const query of ['func=user.edit&field=email', 'func=user&field=name', 'func=user.edit&field=__proto__', ''])
      assert.equal((await root.get(`/check?${query}&value=x`)).status, 404, query);
  });
});

import assert from 'node:assert/strict';
import { cellsIn, errorIn, ok, openHouse, type House, type Params } from './helpers/api.ts';
import { Browser, password, signedIn } from './helpers/app.ts';

describe('an answer of the API to who sends only a cookie', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.db.destroy());

  const disable = { func: 'user.disable', elid: 'bob' };
  const query = (params: Params): string => `/ispmgr?${new URLSearchParams(params).toString()}`;
  const stopped = async (): Promise<boolean> =>
    ((await house.db('accounts').where({ name: 'bob' }).first('holds'))?.holds ?? 0) > 0;

  const browserOf = (name: string, headers?: Record<string, string>): Promise<Browser> =>
    signedIn(house.app, name, headers);

  async function clientWithCookie(headers: Record<string, string> = {}): Promise<Browser> {
    const client = new Browser(house.app, headers);
    const { headers: answered } = await client.get(query({ func: 'auth', username: 'north', password }));
    assert.match(String(answered['set-cookie']), /^ispmgrses5=[0-9a-f]{48}; Path=\/ispmgr; HttpOnly; SameSite=Strict$/);
    return client;
  }

  it('is a list', async () => {
    for (const browser of [await browserOf('north'), await clientWithCookie()])
      assert.deepEqual(cellsIn((await browser.get(query({ func: 'user', sok: 'ok' }))).text, 'name'), ['alice', 'bob']);
  });

  it('is a refusal to change by GET', async () => {
    for (const browser of [await browserOf('north'), await clientWithCookie()])
      for (const params of [
        disable,
        { func: 'user.edit', elid: 'bob', sok: 'ok', comment: 'x' },
        { func: 'user.access', elid: 'bob', sok: 'ok' },
        { func: 'user.delete', elid: 'bob' },
      ])
        assert.match(
          errorIn((await browser.get(query({ ...params, csrf: browser.csrf }))).text),
          /^access\(user\.\w+\)$/,
        );
    assert.equal(
      (await house.db('audit').whereIn('func', ['user.disable', 'user.edit', 'user.delete', 'user.access'])).length,
      0,
    );
  });

  it('is a refusal to change by POST without the token of a browser’s session', async () => {
    const browser = await browserOf('north');
    assert.equal(errorIn((await browser.post('/ispmgr', { ...disable, csrf: 'x' })).text), 'access()');
    assert.equal(await stopped(), false);
    assert.equal((await browser.post('/ispmgr', disable)).text, ok);
    assert.equal(await stopped(), true);
  });

  it('is a refusal when another site’s page has sent it', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }] as Record<
      string,
      string
    >[]) {
      const browser = await browserOf('north', { 'sec-fetch-site': 'same-origin' });
      for (const from of [browser, await clientWithCookie()]) {
        const thief = new Browser(house.app, headers);
        for (const [name, value] of from.cookies) thief.cookies.set(name, value);
        thief.csrf = browser.csrf;
        assert.equal(errorIn((await thief.post('/ispmgr', disable)).text), 'access()');
      }
    }
    assert.equal(await stopped(), false);
  });

  it('is done for a client that keeps the cookie of its session, by POST', async () => {
    assert.equal((await (await clientWithCookie()).post('/ispmgr', disable)).text, ok);
    assert.equal(await stopped(), true);
  });
});

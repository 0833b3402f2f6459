import assert from 'node:assert/strict';
import request from 'supertest';
import { as, call, cellsIn, errorIn, get, head, openHouse, post, type House } from './helpers/api.ts';
import { Browser, password } from './helpers/app.ts';

const minute = 60_000;

describe('a caller of the API', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.db.destroy());

  const users = async (params: Record<string, string>): Promise<string[]> =>
    cellsIn((await get(house.app, { func: 'user', ...params })).text, 'name');
  const refusal = async (params: Record<string, string>): Promise<string> =>
    errorIn((await post(house.app, { func: 'user', ...params })).text);
  const signIn = async (name: string): Promise<string> =>
    /id="(\w+)"/.exec((await get(house.app, { func: 'auth', username: name, password })).text)?.[1] ?? '';
  const setPassword = async (text: string): Promise<void> => {
    const { hashPassword } = await import('../../src/modules/logins/index.ts');
    await house
      .db('logins')
      .where({ login: 'north' })
      .update({ password_hash: await hashPassword(text) });
  };

  it('names himself in every call', async () => {
    assert.deepEqual(await users(as('north')), ['alice', 'bob']);
    assert.deepEqual(cellsIn(await call(house.app, 'south', { func: 'user' }), 'name'), ['carol']);
  });

  it('may have a colon in the password', async () => {
    await setPassword('one:two:three!');
    assert.deepEqual(await users({ authinfo: 'north:one:two:three!' }), ['alice', 'bob']);
  });

  it('may have encoded his password twice, or have a percent sign in it', async () => {
    await setPassword('ä+b c:%64 /&');
    const plain = 'north:ä+b c:%64 /&';
    for (const authinfo of [plain, encodeURIComponent(plain), new URLSearchParams([['', plain]]).toString().slice(1)])
      assert.deepEqual(await users({ authinfo }), ['alice', 'bob'], authinfo);
  });

  for (const authinfo of ['north:wrong', 'nobody:x', 'north', ':', 'north:', '%', '5:x', '0:0', `1:${password}`])
    it(`is not let in with ${authinfo.replace(password, '…')}`, async () => {
      assert.equal(await refusal({ authinfo }), 'auth()');
    });

  it('is not let in without credentials, nor with empty ones', async () => {
    for (const params of [{}, { authinfo: '' }, { auth: '' }, { auth: 'x' }, { auth: '0' }, { auth: 'a'.repeat(48) }])
      assert.equal(await refusal(params), 'auth()');
  });

  it('is not let in by a second way when the first is wrong', async () => {
    const auth = await signIn('north');
    assert.equal(await refusal({ authinfo: 'north:wrong', auth }), 'auth()');
    const browser = new Browser(house.app);
    await browser.signIn('north');
    for (const wrong of [{ authinfo: 'north:wrong' }, { auth: 'wrong' }])
      assert.equal(
        errorIn((await browser.get(`/ispmgr?${new URLSearchParams({ func: 'user', ...wrong }).toString()}`)).text),
        'auth()',
      );
  });

  it('begins a session, whose id is said twice, with his level', async () => {
    for (const [name, level] of [
      ['root', '29'],
      ['north', '28'],
      ['alice', '16'],
    ] as const) {
      const { text } = await get(house.app, { func: 'auth', username: name, password });
      const [, id = ''] = /id="([0-9a-f]{48})"/.exec(text) ?? [];
      assert.equal(text, `${head}<doc><auth id="${id}" level="${level}">${id}</auth></doc>\n`);
    }
    const { auth } = (
      (await get(house.app, { func: 'auth', out: 'json', ...as('north') })).body as {
        doc: { auth: Record<string, string> };
      }
    ).doc;
    assert.deepEqual([auth['$'], auth['$level']], [auth['$id'], '28']);
    assert.match(
      (await get(house.app, { func: 'auth', username: 'north', password, out: 'text' })).text,
      /^auth=\w+\nlevel=28\n$/,
    );
  });

  it('is not told a session for a wrong password', async () => {
    assert.equal(
      errorIn((await get(house.app, { func: 'auth', username: 'north', password: 'wrong' })).text),
      'auth()',
    );
    assert.equal(
      (await get(house.app, { func: 'auth', username: 'north', password: 'wrong' }, '/manager/ispmgr')).text,
      `${head}<doc><authfail/></doc>\n`,
    );
    assert.equal((await house.db('sessions')).length, 0);
  });

  it('is known by the session’s id', async () => {
    const auth = await signIn('north');
    assert.deepEqual(await users({ auth }), ['alice', 'bob']);
    assert.doesNotMatch(JSON.stringify(await house.db('sessions')), new RegExp(auth.slice(0, 12)));
  });

  it('is not known by it from another address', async () => {
    house = await openHouseBehindProxy();
    const at = async (address: string, params: Record<string, string>): Promise<string> =>
      (await request(house.app).get('/ispmgr').set('x-forwarded-for', address).query(params).buffer(true)).text;
    const auth = /id="(\w+)"/.exec(await at('192.0.2.1', { func: 'auth', username: 'north', password }))?.[1] ?? '';
    assert.deepEqual(cellsIn(await at('192.0.2.1', { func: 'user', auth }), 'name'), ['alice', 'bob']);
    assert.equal(errorIn(await at('192.0.2.2', { func: 'user', auth })), 'auth()');
  });

  async function openHouseBehindProxy(): Promise<House> {
    await house.db.destroy();
    return openHouse({ config: { trustProxy: 1 } });
  }

  it('is forgotten after an hour without a call', async () => {
    const auth = await signIn('north');
    house.clock.pass(59 * minute);
    assert.deepEqual(await users({ auth }), ['alice', 'bob']);
    house.clock.pass(59 * minute);
    assert.deepEqual(await users({ auth }), ['alice', 'bob']);
    house.clock.pass(61 * minute);
    assert.equal(await refusal({ auth }), 'auth()');
  });

  it('cannot use a browser’s session as one of calls, nor the other way round', async () => {
    const browser = new Browser(house.app);
    await browser.signIn('north');
    assert.equal(await refusal({ auth: browser.sessionId }), 'auth()');
    const stranger = new Browser(house.app);
    stranger.cookies.set('sublet', await signIn('north'));
    assert.equal((await stranger.get('/user')).headers['location'], '/login?next=%2Fuser');
  });

  it('is out with a new password, at once', async () => {
    const auth = await signIn('alice');
    assert.match(await call(house.app, 'alice', { func: 'site' }), /<doc><\/doc>/);
    await call(house.app, 'north', { func: 'user.edit', elid: 'alice', sok: 'ok', password: 'another long secret' });
    assert.equal(await refusal({ func: 'site', auth }), 'auth()');
    assert.equal(await refusal({ func: 'site', ...as('alice') }), 'auth()');
    assert.match((await post(house.app, { func: 'site', authinfo: 'alice:another long secret' })).text, /<doc><\/doc>/);
  });

  it('is out when his account or the one above is stopped, and back with it', async () => {
    const auth = await signIn('alice');
    await call(house.app, 'alice', { func: 'site' });
    for (const [func, elid] of [
      ['user.disable', 'alice'],
      ['reseller.disable', 'north'],
    ] as const) {
      await call(house.app, 'root', { func, elid });
      for (const way of [{ auth }, as('alice'), { func: 'auth', username: 'alice', password }])
        assert.equal(await refusal({ func: 'site', ...way }), 'auth()');
      assert.match(await call(house.app, 'alice', { func: 'site' }), /suspended/);
      await call(house.app, 'root', { func: func.replace('disable', 'enable'), elid });
      assert.match((await post(house.app, { func: 'site', auth })).text, /<doc><\/doc>/);
    }
  });

  it('waits after ten wrong passwords, whatever way they came', async () => {
    for (let n = 0; n < 5; n += 1) await refusal({ authinfo: `north:wrong${String(n)}` });
    for (let n = 0; n < 5; n += 1) await refusal({ func: 'auth', username: 'north', password: 'wrong' });
    assert.equal(await refusal(as('north')), 'busy()');
    assert.equal((await new Browser(house.app).signIn('north')).status, 429);
    assert.deepEqual(await users(as('root')), ['alice', 'bob', 'carol', 'dave']);
  });

  it('does not find out the password by guessing beside one who is known', async () => {
    await users(as('north'));
    for (let n = 0; n < 10; n += 1) assert.equal(await refusal({ authinfo: `north:guess${String(n)}` }), 'auth()');
    assert.equal(await refusal({ authinfo: 'north:guess' }), 'busy()');
    assert.equal(await refusal(as('north')), 'busy()');
  });

  it('may call many times at once and costs one look at his password', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => users(as('north'))));
    assert.deepEqual(new Set(answers.map((names) => names.join())), new Set(['alice,bob']));
    const before = await house.db('logins').where({ login: 'north' }).first('last_login_at');
    house.clock.pass(minute);
    await users(as('north'));
    assert.deepEqual(await house.db('logins').where({ login: 'north' }).first('last_login_at'), before);
    house.clock.pass(5 * minute);
    await users(as('north'));
    assert.notDeepEqual(await house.db('logins').where({ login: 'north' }).first('last_login_at'), before);
  });
});

import assert from 'node:assert/strict';
import request from 'supertest';
import { plantAccounts } from '../helpers/plant.ts';
import { as, call, cellsIn, errorIn, get, head, ok, openHouse, post, type House, type Params } from './helpers/api.ts';

const secret = 'another long secret';

describe('a call of the API', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.db.destroy());

  const root = (params: Params): Promise<string> => call(house.app, 'root', params);
  const north = (params: Params): Promise<string> => call(house.app, 'north', params);
  const names = async (params: Params): Promise<string[]> => cellsIn(await root(params), 'name');
  const account = async (name: string) => house.db('accounts').where({ living_name: name }).first();

  for (const [level, parent] of [
    ['reseller', 'root'],
    ['user', 'north'],
  ] as const)
    it(`makes, changes, stops, starts and deletes a ${level}`, async () => {
      const by = (params: Params): Promise<string> => call(house.app, parent, params);
      assert.equal(
        await by({
          func: `${level}.edit`,
          sok: 'yes',
          elid: '',
          name: 'erin',
          password: secret,
          displayName: 'Erin & Co',
          diskMax: '2',
        }),
        `${head}<doc><ok/><id>erin</id></doc>\n`,
      );
      assert.match((await get(house.app, { func: 'overview', authinfo: `erin:${secret}` })).text, /^<\?xml .*\n<doc></);
      assert.equal(await by({ func: `${level}.edit`, sok: 'ok', elid: 'erin', email: 'erin@example.com' }), ok);
      const row = await account('erin');
      assert.deepEqual([row?.display_name, row?.email, row?.disk_max], ['Erin & Co', 'erin@example.com', 2 * 2 ** 30]);
      const form = await by({ func: `${level}.edit`, elid: 'erin' });
      assert.match(form, /<displayName>Erin &amp; Co<\/displayName>.*<elid>erin<\/elid>/);
      assert.doesNotMatch(form, /password|argon2/);
      assert.equal(await by({ func: `${level}.disable`, elid: 'erin', reason: 'unpaid' }), ok);
      assert.equal((await account('erin'))?.holds, 1);
      assert.equal(await by({ func: `${level}.enable`, elid: 'erin' }), ok);
      assert.equal((await account('erin'))?.holds, 0);
      assert.equal(await by({ func: `${level}.delete`, elid: 'erin' }), ok);
      assert.equal(await account('erin'), undefined);
      assert.equal(errorIn(await by({ func: `${level}.delete`, elid: 'erin' })), 'missed(erin)');
    });

  it('is the same by GET and by POST, in the query and in the form, at both addresses, with a slash or without', async () => {
    const said = async (work: ReturnType<typeof get>): Promise<string[]> => cellsIn((await work).text, 'name');
    for (const path of ['/ispmgr', '/ispmgr/', '/manager/ispmgr', '/manager/ispmgr/', '/ISPmgr'])
      for (const send of [get, post])
        assert.deepEqual(await said(send(house.app, { ...as('north'), func: 'user' }, path)), ['alice', 'bob']);
    assert.deepEqual(await said(post(house.app, as('north'), '/ispmgr?func=user')), ['alice', 'bob']);
    assert.equal(errorIn((await get(house.app, {}, '/ispmgr?')).text), 'auth()');
    assert.equal((await get(house.app, { ...as('north'), func: 'user.disable', elid: 'bob' })).text, ok);
  });

  it('acts on several rows, and says which refused', async () => {
    assert.equal(await north({ func: 'user.disable', elid: 'alice, bob' }), ok);
    assert.deepEqual(
      (await house.db('accounts').where('holds', '>', 0).orderBy('name')).map(({ name }) => name),
      ['alice', 'bob'],
    );
    const text = await north({ func: 'user.enable', elid: 'alice, carol, bob' });
    assert.match(
      text,
      /^<\?xml.*\n<doc><error type="missed" object="carol".*<\/error><done>alice<\/done><done>bob<\/done><failed>carol<\/failed><\/doc>/,
    );
    assert.equal(errorIn(await north({ func: 'user.enable' })), 'value()');
  });

  it('lists all rows unless a page is asked for, however the page is cut', async () => {
    await plantAccounts(house.db, house.tree, 'user', { below: 'south', count: 1203 });
    const all = await names({ func: 'user' });
    assert.equal(all.length, 1207);
    assert.deepEqual(await names({ func: 'user', p_num: '', p_cnt: '', sok: 'ok' }), all);
    assert.deepEqual(await names({ func: 'user', p_cnt: '10', p_num: '3' }), all.slice(20, 30));
    assert.deepEqual(await names({ func: 'user', p_num: '2' }), all.slice(50, 100));
    assert.deepEqual(await names({ func: 'user', p_cnt: '1100' }), all.slice(0, 1100));
    assert.deepEqual(await names({ func: 'user', p_cnt: '1100', p_num: '2' }), all.slice(1100));
    assert.deepEqual(await names({ func: 'user', p_cnt: '5', p_num: '241' }), all.slice(1200, 1205));
    assert.deepEqual(await names({ func: 'user', p_cnt: '500', p_num: '99' }), []);
    assert.deepEqual(await names({ func: 'user', p_col: '-name', p_cnt: '2' }), all.toReversed().slice(0, 2));
  });

  it('runs as somebody below, with their rights, and the journal names both', async () => {
    assert.deepEqual(await names({ func: 'user', su: 'north' }), ['alice', 'bob']);
    assert.equal(errorIn(await root({ func: 'reseller', su: 'north' })), 'access(reseller)');
    assert.equal(
      await root({ func: 'site.edit', su: 'alice', sok: 'ok', name: 'alice.example' }),
      `${head}<doc><ok/><id>alice.example</id></doc>\n`,
    );
    assert.equal(
      await north({ func: 'site.edit', su: 'BOB', sok: 'ok', name: 'bob.example' }),
      `${head}<doc><ok/><id>bob.example</id></doc>\n`,
    );
    const records = await house.db('audit').where({ func: 'site.create' }).orderBy('id').select('login', 'account');
    assert.deepEqual(
      records.map(({ login, account: name }) => [login, name]),
      [
        ['root', 'alice'],
        ['north', 'bob'],
      ],
    );
    assert.deepEqual(cellsIn(await north({ func: 'user', su: 'north' }), 'name'), ['alice', 'bob']);
  });

  it('never runs as anybody else', async () => {
    const done = (): Promise<string[]> => house.db('audit').whereNot('func', 'login.call').pluck('func');
    const before = await done();
    for (const [name, others] of [
      ['north', ['root', 'south', 'carol', 'dave', 'nobody', String(house.tree.ids.alice)]],
      ['alice', ['root', 'north', 'bob', 'carol']],
    ] as const)
      for (const su of others)
        assert.equal(
          errorIn(await call(house.app, name, { func: 'site.edit', su, sok: 'ok', name: 'x.example' })),
          `missed(${su})`,
          `${name} as ${su}`,
        );
    assert.deepEqual(await done(), before);
  });

  it('runs as nobody whose panel the caller may not enter', async () => {
    await house
      .db('accounts')
      .where({ name: 'north' })
      .update({ rules: JSON.stringify({ 'user.enter': 'deny' }) });
    assert.equal(errorIn(await north({ func: 'site', su: 'alice' })), 'access(user.enter)');
  });

  it('changes no secret, and no profile, of whom it runs as', async () => {
    assert.equal(
      errorIn(await root({ func: 'user.edit', su: 'north', elid: 'alice', sok: 'ok', password: secret })),
      'access(password)',
    );
    assert.equal(errorIn(await root({ func: 'profile', su: 'north', sok: 'ok', tz: 'Europe/Berlin' })), 'access()');
    assert.equal(errorIn(await root({ func: 'user.enter', su: 'north', elid: 'alice' })), 'access()');
  });

  it('ignores what is unknown, and takes nothing that no form offers', async () => {
    const before = await account('alice');
    const extra = {
      level: 'admin',
      parent_id: '1',
      id: '1',
      holds: '9',
      disk_used: '0',
      features: '31',
      rules: '{}',
      plid: 'south',
      clicked_button: 'ok',
      checkcookie: 'no',
      __proto__x: '1',
      'constructor.prototype': 'x',
    };
    assert.equal(
      await north({ func: 'user.edit', elid: 'alice', sok: 'ok', name: 'alice', comment: 'new', ...extra }),
      ok,
    );
    assert.deepEqual(await account('alice'), { ...before, comment: 'new' });
  });

  it('refuses what is known but cannot be changed so, rather than saying ok', async () => {
    assert.equal(errorIn(await north({ func: 'user.edit', elid: 'alice', sok: 'ok', name: 'eve' })), 'access(name)');
    assert.equal(
      errorIn(await root({ func: 'user.edit', elid: 'alice', sok: 'ok', reseller: 'south' })),
      'access(reseller)',
    );
    assert.equal(
      errorIn(await north({ func: 'user.edit', sok: 'ok', name: 'eve', reseller: 'south' })),
      'access(reseller)',
    );
    assert.equal(await root({ func: 'user.edit', elid: 'alice', sok: 'ok', reseller: 'north' }), ok);
    assert.equal(errorIn(await north({ func: 'user.edit', elid: 'carol', sok: 'ok', name: 'eve' })), 'missed(carol)');
  });

  it('refuses what is said twice and differently', async () => {
    const twice = async (body: string, path = '/ispmgr'): Promise<string> => {
      return errorIn(
        (
          await request(house.app)
            .post(path)
            .type('form')
            .send(`${new URLSearchParams(as('north')).toString()}&${body}`)
            .buffer(true)
        ).text,
      );
    };
    assert.equal(await twice('func=user.delete&elid=alice&elid=bob'), 'value(elid)');
    assert.equal(await twice('func=user.delete&elid=alice', '/ispmgr?elid=bob'), 'value(elid)');
    assert.equal(await twice('func=user&func=reseller'), 'value(func)');
    assert.equal(await twice('func=user&su=alice', '/ispmgr?su=bob'), 'value(su)');
    assert.equal(await twice('func=user&authinfo=root'), 'value(authinfo)');
    assert.equal((await north({ func: 'user' })).match(/<elem>/g)?.length, 2);
  });

  it('knows no other functions', async () => {
    for (const func of ['nosuch', '', 'user.constructor', '__proto__', 'user.', 'constructor.name', 'user.edit.x'])
      assert.equal(errorIn(await root({ func, sok: 'ok' })), `nofunc(${func})`);
  });

  it('takes in a report of usage that is larger than any page’s form, up to the limit', async () => {
    await house.db.destroy();
    house = await openHouse({ config: { apiBodyLimit: 2 * 2 ** 20 } });
    const report = (size: number): Promise<string> =>
      root({
        func: 'usage.report',
        id: 'big',
        format: 'json',
        rows: `${' '.repeat(size)}\n{"account":"alice","disk":5}`,
      });
    assert.match(await report(2 ** 21), /<error type="value".*larger than 2 MB/);
    assert.equal(await report(2 ** 19), ok);
    assert.equal((await account('alice'))?.disk_used, 5);
  });

  it('has at most two thousand parameters', async () => {
    const extra = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`x${String(n)}`, '']));
    assert.equal(errorIn(await root({ func: 'user', ...extra })), 'value()');
  });
});

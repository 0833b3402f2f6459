import assert from 'node:assert/strict';
import { verify } from 'unixcrypt';
import { password, type Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

const secret = 'for the server only';

describe('the password of one’s own for the server', () => {
  let house: House;
  let alice: Browser;
  beforeEach(async () => {
    house = await openHouse();
    alice = await house.browse('alice');
  });
  afterEach(() => house.db.destroy());

  const kept = async (): Promise<string> =>
    (await house.db('accounts').where({ name: 'alice' }).first('shell_password'))?.shell_password ?? '';
  const save = (given: Record<string, string>) => alice.post('/profile', { lang: 'en', tz: 'UTC', ...given });

  it('is set in the profile by who knows the present one of the panel, and removed', async () => {
    assert.equal((await save({ shellPassword: secret })).status, 422);
    assert.equal((await save({ shellPassword: secret, password_now: 'wrong wrong wrong' })).status, 422);
    assert.equal(await kept(), '');
    const done = await save({ shellPassword: secret, password_now: password });
    assert.equal(done.status, 303);
    assert.ok(verify(secret, await kept()));
    assert.ok(!(await alice.get('/profile')).text.includes(secret));
    await save({});
    assert.ok(verify(secret, await kept()));
    assert.equal((await save({ shellRemove: 'on', password_now: password })).status, 303);
    assert.equal(await kept(), '');
  });

  it('is no business of who has no shell', async () => {
    const bits = await house.db('accounts').where({ name: 'alice' }).first('features');
    await house
      .db('accounts')
      .where({ name: 'alice' })
      .update({ features: (bits?.features ?? 0) & ~1 });
    const north = await house.browse('north');
    for (const browser of [alice, north]) assert.doesNotMatch((await browser.get('/profile')).text, /shellPassword/);
    await save({ shellPassword: secret, password_now: password });
    assert.equal(await kept(), '');
  });
});

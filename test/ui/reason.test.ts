import assert from 'node:assert/strict';
import { disableAccount, findAccount } from '../../src/modules/accounts/index.ts';
import { inTransaction } from '../../src/kernel/transaction.ts';
import { Browser } from '../http/helpers/app.ts';
import { openHouse, type House } from './panel.ts';

describe('the reason of a disabled account', () => {
  let house: House;
  let north: Browser;
  beforeEach(async () => {
    house = await openHouse();
    north = await house.browse('north');
  });
  afterEach(() => house.db.destroy());

  const reasons = (): Promise<string[]> => house.db('holds').orderBy('id').pluck('reason');
  const disable = (more: Record<string, string> = {}) =>
    north.post('/do', { func: 'user.disable', elid: 'alice', ...more });

  it('is offered to be added after one has been disabled without', async () => {
    await disable();
    assert.match((await north.get('/user')).text, /<a href="\/user\.edit\?elid=alice">Add a reason<\/a>/);
  });

  it('is not asked for again when it was given', async () => {
    await disable({ reason: 'unpaid' });
    assert.doesNotMatch((await north.get('/user')).text, /Add a reason/);
    assert.deepEqual(await reasons(), ['unpaid']);
  });

  it('stands with who and when above the form, and can be written there', async () => {
    assert.doesNotMatch((await north.get('/user.edit?elid=alice')).text, /class="card told"/);
    await disable();
    const { text } = await north.get('/user.edit?elid=alice');
    assert.match(text, /Disabled by north, [^<]*\d{4}[^<]*UTC\./);
    assert.match(text, /name="reason"/);
    const answer = await disable({ sok: 'ok', reason: 'unpaid since May' });
    assert.equal(answer.status, 303);
    assert.match((await north.get('/user.edit?elid=alice')).text, /value="unpaid since May"/);
    assert.deepEqual(await reasons(), ['unpaid since May']);
  });

  it('is told to the owner at the door', async () => {
    await disable({ reason: 'unpaid' });
    assert.match((await new Browser(house.app).signIn('alice')).text, /Reason: unpaid/);
  });

  it('leaves a trace when it changes, and none when it does not', async () => {
    await disable({ reason: 'unpaid' });
    await disable({ reason: 'unpaid' });
    await disable();
    await disable({ reason: 'spam' });
    const traces = await house.db('audit').where({ func: 'user.disable' }).orderBy('id').select('before', 'after');
    assert.deepEqual(
      traces.map(({ before, after }) => [before, after]),
      [
        [null, '{"reason":"unpaid"}'],
        ['{"reason":"unpaid"}', '{"reason":"spam"}'],
      ],
    );
  });

  it('is not written by who may not lift it', async () => {
    const root = house.tree.ctxOf('root');
    await inTransaction(root, async (tx) => disableAccount(tx, await findAccount(tx, 'user', 'alice'), 'abuse'));
    const { text } = await north.get('/user.edit?elid=alice');
    assert.match(text, /Disabled by root/);
    assert.doesNotMatch(text, /name="reason"/);
    await disable({ reason: 'mine' });
    assert.deepEqual(await reasons(), ['abuse']);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { check, repair } from '../../../src/check/index.ts';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { forgetNotifications } from '../../../src/modules/notifications/index.ts';
import { ask, outcome, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from '../tickets/desk.ts';

const day = 86_400_000;

describe('notifications', () => {
  let db: Knex;
  let desk: Desk;
  let id: string;

  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
    id = await desk.ask('alice');
    await desk.reply('alice', id, { text: 'And today.' });
  });
  afterEach(() => db.destroy());

  const as = (name: Name): Ctx => desk.ctxOf(name);
  const told = async (name: Name, params: Record<string, string> = {}): Promise<unknown[]> =>
    (await rowsOf(as(name), 'notification', params)).map(({ subject, text }) => [subject, text]);
  const bell = async (login: string): Promise<number> =>
    (await db('logins').where({ login }).first('bell'))?.bell ?? -1;
  const faults = async (lines: AsyncIterable<string>): Promise<string[]> => {
    const found: string[] = [];
    for await (const line of lines) found.push(line);
    return found;
  };

  it('say to each what concerns him and to nobody else', async () => {
    assert.deepEqual(await told('north'), [
      ['Mail lands in spam', 'alice has answered'],
      ['Mail lands in spam', 'alice has written to you'],
    ]);
    for (const name of ['alice', 'root', 'south'] as const) assert.deepEqual(await told(name), []);
    const [row] = await rowsOf(as('north'), 'notification');
    assert.equal(row?.['path'], `/ticket.thread?elid=${id}`);
  });

  it('are found by who has written and about what', async () => {
    assert.equal((await told('north', { filter: 'ALICE' })).length, 2);
    assert.equal((await told('north', { filter: 'bob' })).length, 0);
  });

  it('are marked as seen once, by nobody else', async () => {
    const [row] = await rowsOf(as('north'), 'notification');
    const elids = [String(row?.['id'])];
    assert.equal(await outcome(ask(as('south'), 'notification.read', { elids, sok: true })), 'not_found');
    for (const _time of [1, 2])
      assert.equal(await outcome(ask(as('north'), 'notification.read', { elids, sok: true })), 'done');
    assert.equal(await bell('north'), 1);
    assert.deepEqual(await told('north', { view: 'unread' }), [['Mail lands in spam', 'alice has written to you']]);
  });

  it('cannot be seen or changed while working in another’s panel', async () => {
    const acting = { grantId: 'g', chain: [] };
    for (const func of ['notification', 'notification.read'])
      assert.equal(await outcome(ask({ ...as('north'), acting }, func, { elids: ['1'], sok: true })), 'forbidden');
  });

  it('are forgotten after three months, with the bell', async () => {
    await db('notifications')
      .where({ id: 1 })
      .update({ at: Date.now() - 91 * day });
    await forgetNotifications(as('root'));
    assert.deepEqual([(await told('north')).length, await bell('north')], [1, 1]);
  });

  it('are counted again by sublet check', async () => {
    assert.deepEqual(await faults(check(as('root'))), []);
    await db('logins').where({ login: 'north' }).update({ bell: 7 });
    assert.match((await faults(check(as('root')))).join(), /login north \(\d+\): bell is 7, should be 2/);
    await faults(repair(as('root')));
    assert.equal(await bell('north'), 2);
  });
});

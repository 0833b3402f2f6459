import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { emptyTally, repair } from '../../src/check/index.ts';
import { saveSettings } from '../../src/modules/ticketsettings/setting.service.ts';
import { closeTicket } from '../../src/modules/tickets/ticket.service.ts';
import type { SideRecord } from '../../src/modules/tickets/ticket.table.ts';
import { checked } from '../helpers/checked.ts';
import { openTestDb } from '../helpers/db.ts';
import type { Name } from '../helpers/tree.ts';
import { openDesk, type Desk } from '../modules/tickets/desk.ts';

const limits = { fileSize: null, fileCount: null, fileQuota: null, fileTypes: '' };

describe('the check of tickets', () => {
  let db: Knex;
  let desk: Desk;
  let id: string;
  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
    await saveSettings(desk.ctxOf('north'), 'self', { answerHigh: 60, answerMedium: 120, answerLow: null, ...limits });
    id = await desk.ask('alice');
    await desk.reply('north', await desk.ask('bob'));
    await closeTicket(desk.ctxOf('root'), await desk.ask('dave'));
  });
  afterEach(() => db.destroy());

  const change = async (name: Name, values: Partial<SideRecord>): Promise<void> => {
    await db('ticket_sides')
      .where({ account_id: desk.ids[name], ticket_id: Number(id) })
      .update(values);
  };
  /** Of what and which column the check tells. */
  const named = async (): Promise<string[]> =>
    (await checked(desk)).map((line) => line.replace(/ is .*/, '').replace(/ \(\d+\)/, ''));
  const repaired = async (): Promise<void> => {
    for await (const line of repair(desk.ctxOf('root'), emptyTally())) assert.ok(line);
  };

  it('is silent when nothing differs, and says how many it has seen', async () => {
    assert.deepEqual(await checked(desk), []);
    const tally = emptyTally();
    for await (const line of repair(desk.ctxOf('root'), tally)) assert.fail(line);
    assert.equal(tally.tickets, 3);
  });

  for (const name of ['alice', 'north'] as const)
    it(`names and repairs a counter of ${name}`, async () => {
      await db('accounts').where({ id: desk.ids[name] }).increment('tickets_waiting', 1);
      assert.deepEqual(await named(), [`${name === 'alice' ? 'user' : 'reseller'} ${name}: tickets_waiting`]);
      await repaired();
      assert.deepEqual(await checked(desk), []);
    });

  for (const [column, value] of [
    ['subject', 'Another'],
    ['priority', 1],
    ['with_name', 'nobody'],
    ['due_at', 5],
  ] as const)
    for (const name of ['alice', 'north'] as const)
      it(`names and repairs the ${column} of ${name}’s side`, async () => {
        await change(name, { [column]: value });
        assert.deepEqual(await named(), [
          `ticket #${id} of its ${name === 'alice' ? 'client' : 'provider'}: ${column}`,
        ]);
        await repaired();
        assert.deepEqual(await checked(desk), []);
      });

  it('names and repairs a status, and the counter with it', async () => {
    await change('north', { status: 2, due_at: null });
    assert.deepEqual(await named(), [
      'reseller north: tickets_waiting',
      `ticket #${id} of its provider: status`,
      `ticket #${id} of its provider: due_at`,
    ]);
    await repaired();
    assert.deepEqual(await checked(desk), []);
    const row = await db('accounts').where({ id: desk.ids.north }).first('tickets_waiting');
    assert.equal(row?.tickets_waiting, 1);
  });

  it('tells of a side that is missing, which nobody can make up', async () => {
    await db('ticket_sides').where({ account_id: desk.ids.alice }).del();
    assert.deepEqual(await checked(desk), [`ticket #${id}: has 1 sides, should have 2`]);
  });

  it('leaves a record of what it has repaired', async () => {
    await change('alice', { subject: 'Another' });
    await repaired();
    const record = await db('audit').where({ func: 'check.repair' }).first('object', 'after');
    assert.deepEqual(record, {
      object: `#${id}`,
      after: '{"client":["subject"]}',
    });
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { archiveTicket, closeTicket, markTicket, reopenTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { changeReseller, deleteUser } from '../../../src/modules/users/user.service.ts';
import { PanelError } from '../../../src/kernel/errors.ts';
import { openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from './desk.ts';

const refused = (message: string) => (error: unknown) => error instanceof PanelError && error.messageKey === message;

describe('a ticket', () => {
  let db: Knex;
  let desk: Desk;

  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
  });
  afterEach(() => db.destroy());

  const statuses = async (...names: Name[]): Promise<string[]> =>
    Promise.all(names.map(async (name) => (await desk.tickets(name)).map(({ status }) => status).join(' ')));
  const waiting = async (...names: Name[]): Promise<number[]> =>
    Promise.all(
      names.map(async (name) => {
        const row = await db('accounts').where({ id: desk.ids[name] }).first('tickets_waiting');
        return row?.tickets_waiting ?? -1;
      }),
    );

  it('goes from a user to its reseller, and to nobody else', async () => {
    await desk.ask('alice');
    assert.deepEqual(await statuses('alice', 'north', 'root', 'bob', 'south'), ['them', 'new', '', '', '']);
    assert.deepEqual(await waiting('alice', 'north', 'root'), [0, 1, 0]);
  });

  it('goes from a user without a reseller, and from a reseller, to the administrator', async () => {
    await desk.ask('dave');
    await desk.ask('north');
    assert.deepEqual(await statuses('dave', 'north', 'root'), ['them', 'them', 'new new']);
  });

  it('waits in turn for the one and the other', async () => {
    const id = await desk.ask('alice');
    await desk.reply('north', id);
    assert.deepEqual(await statuses('alice', 'north'), ['us', 'them']);
    await desk.reply('alice', id);
    assert.deepEqual(await statuses('alice', 'north'), ['them', 'us']);
    assert.deepEqual(await waiting('alice', 'north'), [0, 1]);
  });

  it('is opened by the level above with a message', async () => {
    await desk.message('north', 'alice');
    assert.deepEqual(await statuses('alice', 'north'), ['new', 'them']);
    assert.deepEqual(await waiting('alice', 'north'), [1, 0]);
  });

  it('is not written over a reseller’s head', async () => {
    await assert.rejects(desk.message('root', 'alice'), refused('ticket.not_yours'));
  });

  it('keeps a note from the other side', async () => {
    const id = await desk.ask('alice');
    await desk.reply('north', id, { text: 'She has not paid.', internal: true });
    assert.deepEqual(
      (await desk.thread('north', id)).messages.map(({ text, internal }) => [text, internal]),
      [
        ['Since Thursday.', false],
        ['She has not paid.', true],
      ],
    );
    assert.ok(!JSON.stringify(await desk.thread('alice', id)).includes('paid'));
    assert.deepEqual(await statuses('alice', 'north'), ['them', 'new']);
  });

  it('is closed by either side and opened again by an answer', async () => {
    const id = await desk.ask('alice');
    await closeTicket(desk.ctxOf('alice'), id);
    assert.deepEqual(await statuses('alice', 'north'), ['closed', 'closed']);
    assert.deepEqual(await waiting('alice', 'north'), [0, 0]);
    await desk.reply('north', id);
    assert.deepEqual(await statuses('alice', 'north'), ['us', 'them']);
  });

  it('waits for whom it waited before when it is opened again', async () => {
    const id = await desk.ask('alice');
    await closeTicket(desk.ctxOf('north'), id);
    await reopenTicket(desk.ctxOf('north'), id);
    assert.deepEqual(await statuses('alice', 'north'), ['them', 'new']);
    assert.deepEqual(await waiting('alice', 'north'), [0, 1]);
  });

  it('is archived by one side only, and once closed', async () => {
    const id = await desk.ask('alice');
    await assert.rejects(archiveTicket(desk.ctxOf('north'), id, true), refused('ticket.archive_open'));
    await closeTicket(desk.ctxOf('north'), id);
    await archiveTicket(desk.ctxOf('north'), id, true);
    assert.deepEqual(await statuses('alice', 'north'), ['closed', '']);
    assert.equal((await desk.tickets('north', 'archived')).length, 1);
    await desk.reply('alice', id);
    assert.deepEqual(await statuses('alice', 'north'), ['them', 'new']);
  });

  it('is unread until somebody says that it has been read', async () => {
    const id = await desk.ask('alice');
    const unread = async (): Promise<boolean[]> => (await desk.tickets('north')).map((row) => row.unread);
    assert.deepEqual(await unread(), [true]);
    await desk.thread('north', id);
    assert.deepEqual(await unread(), [true]);
    await markTicket(desk.ctxOf('north'), id, false);
    assert.deepEqual(await unread(), [false]);
  });

  it('is not found by others, whatever they do with it', async () => {
    const id = await desk.ask('alice');
    for (const name of ['bob', 'south', 'carol', 'root'] as const) {
      await assert.rejects(desk.thread(name, id), refused('error.not_found'));
      await assert.rejects(desk.reply(name, id), refused('error.not_found'));
      await assert.rejects(closeTicket(desk.ctxOf(name), id), refused('error.not_found'));
    }
  });

  it('can only be read by a reseller whose user has been moved away', async () => {
    const id = await desk.ask('alice');
    await changeReseller(desk.ctxOf('root'), 'alice', 'south');
    assert.deepEqual(await statuses('alice', 'north', 'south'), ['closed', 'closed', '']);
    await assert.rejects(desk.reply('north', id), refused('ticket.parted'));
    await assert.rejects(reopenTicket(desk.ctxOf('north'), id), refused('ticket.parted'));
    await desk.reply('north', id, { internal: true });
    assert.deepEqual(await waiting('alice', 'north'), [0, 0]);
  });

  it('is closed when its user is deleted', async () => {
    await desk.ask('alice');
    await deleteUser(desk.ctxOf('north'), 'alice');
    assert.deepEqual(await statuses('north'), ['closed']);
    assert.deepEqual(await waiting('north'), [0]);
  });

  it('is found by its number, its subject and whom it is with', async () => {
    const id = await desk.ask('alice', { subject: 'Grüße aus Łódź' });
    for (const filter of [`#${id}`, 'grusse', 'GRÜSSE', 'lodz', 'alice'])
      assert.equal((await desk.tickets('north', 'all', filter)).length, 1, filter);
    assert.equal((await desk.tickets('north', 'all', 'bob')).length, 0);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import { fileLimits } from '../../../src/modules/support/index.ts';
import { updateTicket } from '../../../src/modules/tickets/ticket.form.ts';
import { closeTicket, reopenTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { overviewModule } from '../../../src/modules/overview/index.ts';
import { ask, thePanel } from '../../contract/support.ts';
import { checked } from '../../helpers/checked.ts';
import { openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from '../tickets/desk.ts';

const MiB = 2 ** 20;
const hour = 3_600_000;

describe('the settings of tickets', () => {
  let db: Knex;
  let desk: Desk;
  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
  });
  afterEach(() => db.destroy());

  const set = async (name: Name, params: Record<string, string>): Promise<void> => {
    await ask(desk.ctxOf(name), 'ticketsetting', { params, sok: true });
  };
  /** What is wrong, as a script is told it: field, message and values. */
  const wrong = async (name: Name, params: Record<string, string>): Promise<unknown[]> =>
    set(name, params).then(
      () => [],
      (error: unknown) =>
        error instanceof PanelError ? error.problems.map(({ field, message, values }) => [field, message, values]) : [],
    );
  /** In how many hours of now a side owes its answer, as its list keeps it. */
  const due = async (name: Name, elid: string): Promise<number | null> => {
    const row = await db('ticket_sides')
      .where({ account_id: desk.ids[name], ticket_id: Number(elid) })
      .first('due_at');
    const asked = (await db('tickets')
      .where({ id: Number(elid) })
      .first('asked_at')) ?? { asked_at: 0 };
    return row?.due_at == null ? null : (row.due_at - asked.asked_at) / hour;
  };

  it('keep answer times in hours, parts of them too', async () => {
    await set('north', { answerHigh: '0,5', answerMedium: '4', answerLow: '' });
    const answer = await ask(desk.ctxOf('north'), 'ticketsetting');
    assert.ok(answer.kind === 'form');
    const { answerHigh, answerMedium, answerLow } = answer.values;
    assert.deepEqual({ answerHigh, answerMedium, answerLow }, { answerHigh: 30, answerMedium: 240, answerLow: null });
    const record = await db('audit').where({ func: 'ticketsetting' }).first('before', 'after', 'object');
    assert.deepEqual(record, {
      object: 'north',
      before: '{"answerHigh":"","answerMedium":""}',
      after: '{"answerHigh":"0.5 h","answerMedium":"4 h"}',
    });
  });

  it('make an answer due from when it was asked for', async () => {
    await set('north', { answerHigh: '1', answerMedium: '4' });
    const [high, medium, low] = await Promise.all(
      (['high', 'medium', 'low'] as const).map((priority) => desk.ask('alice', { priority })),
    );
    assert.deepEqual(
      [await due('north', high ?? ''), await due('north', medium ?? ''), await due('north', low ?? '')],
      [1, 4, null],
    );
    assert.equal(await due('alice', high ?? ''), null);
  });

  it('change what is open and unanswered at once, and nothing else', async () => {
    const waiting = await desk.ask('alice', { priority: 'high' });
    const answered = await desk.ask('alice', { priority: 'high' });
    await desk.reply('north', answered);
    const closed = await desk.ask('alice', { priority: 'high' });
    await closeTicket(desk.ctxOf('alice'), closed);
    const above = await desk.ask('north', { priority: 'high' });
    const others = await desk.ask('carol', { priority: 'high' });
    const all = async (): Promise<(number | null)[]> =>
      Promise.all([
        due('north', waiting),
        due('north', answered),
        due('north', closed),
        due('north', above),
        due('south', others),
        due('alice', waiting),
      ]);
    await set('north', { answerHigh: '2', answerMedium: '9', answerLow: '9' });
    assert.deepEqual(await all(), [2, null, null, null, null, null]);
    assert.deepEqual(await checked(desk), []);
    await set('north', { answerHigh: '3' });
    assert.deepEqual(await all(), [3, null, null, null, null, null]);
    await set('north', { answerHigh: '' });
    assert.deepEqual(await all(), [null, null, null, null, null, null]);
    assert.deepEqual(await checked(desk), []);
  });

  it('follow a change of priority', async () => {
    await set('north', { answerHigh: '1', answerMedium: '4' });
    const id = await desk.ask('alice');
    const { form } = await desk.thread('north', id);
    await updateTicket(desk.ctxOf('alice'), id, { ...form, assignee: '', text: '', files: [], priority: 'high' });
    assert.equal(await due('north', id), 1);
  });

  it('run from the first question until an answer: no note stops them, closing does, reopening resumes them', async () => {
    await set('north', { answerMedium: '4' });
    const id = await desk.ask('alice');
    const first = (await desk.thread('north', id)).due;
    assert.ok(first !== null);
    await desk.reply('alice', id, { text: 'Still nothing?' });
    await desk.reply('north', id, { text: 'Who knows this?', internal: true });
    assert.equal((await desk.thread('north', id)).due, first);
    await closeTicket(desk.ctxOf('north'), id);
    assert.equal((await desk.thread('north', id)).due, null);
    await reopenTicket(desk.ctxOf('alice'), id);
    assert.equal((await desk.thread('north', id)).due, first);
    await desk.reply('north', id);
    assert.equal((await desk.thread('north', id)).due, null);
    await desk.reply('alice', id);
    assert.equal(await due('north', id), 4);
  });

  it('tell in lists and on the overview what is overdue', async () => {
    await set('north', { answerMedium: '4' });
    const id = await desk.ask('alice');
    await desk.ask('bob', { priority: 'low' });
    await db('ticket_sides')
      .where({ ticket_id: Number(id), account_id: desk.ids.north })
      .update({ due_at: 1000 });
    assert.deepEqual(
      (await desk.tickets('north', 'overdue')).map(({ id: found, state }) => [String(found), state.kind]),
      [[id, 'overdue']],
    );
    assert.equal((await desk.tickets('north', 'us')).length, 2);
    const { registry } = await thePanel();
    const seen = await overviewModule.page?.load(desk.ctxOf('north'), new Map(), registry);
    assert.deepEqual(seen?.['tickets'], { waiting: 2, overdue: 1 });
    const ctx = desk.ctxOf('north');
    const denied = { ...ctx, viewer: { ...ctx.viewer, rules: [{ ticket: 'deny' as const }] } };
    assert.equal((await overviewModule.page?.load(denied, new Map(), registry))?.['tickets'], null);
  });

  it('refuse times that are none', async () => {
    for (const given of ['0', '-1', 'soon', '1e3', '9000', '0.001'])
      assert.deepEqual(await wrong('north', { answerHigh: given }), [['answerHigh', 'setting.hours', {}]], given);
  });

  it('of a reseller only narrow what the administrator allows', async () => {
    await set('root', { fileSize: '8', fileCount: '3', fileQuota: '100', fileTypes: '.PNG, jpg pdf' });
    assert.deepEqual(
      await wrong('north', { fileSize: '9', fileCount: '4', fileQuota: '100.5', fileTypes: 'png zip' }),
      [
        ['fileSize', 'setting.wider', { max: 8 }],
        ['fileCount', 'setting.wider_count', { max: 3 }],
        ['fileQuota', 'setting.wider', { max: 100 }],
        ['fileTypes', 'setting.wider_types', { types: 'zip', known: 'png jpg pdf' }],
      ],
    );
    await set('north', { fileSize: '8', fileCount: '0', fileTypes: 'png' });
    const limits = await fileLimits(desk.ctxOf('north'), desk.ids.north);
    assert.deepEqual(limits, { size: 8 * MiB, count: 0, quota: 100 * MiB, types: ['png'] });
  });

  it('know only kinds of files that the panel can check', async () => {
    assert.deepEqual(
      (await wrong('root', { fileTypes: 'png exe html' })).map((problem) => (problem as unknown[]).slice(0, 2)),
      [['fileTypes', 'setting.types']],
    );
    assert.deepEqual(await wrong('root', { fileSize: '101' }), [['fileSize', 'setting.size', {}]]);
    assert.deepEqual(await wrong('root', { fileCount: '21' }), [['fileCount', 'setting.count', {}]]);
  });
});

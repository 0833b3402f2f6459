import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { createAnswer, deleteAnswer, updateAnswer } from '../../../src/modules/answers/answer.service.ts';
import { listAnswers } from '../../../src/modules/answers/answer.store.ts';
import { threadPage, type ThreadData } from '../../../src/modules/tickets/thread.page.ts';
import { PanelError } from '../../../src/kernel/errors.ts';
import { thePanel } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, query, type Desk } from '../tickets/desk.ts';

const refused = (message: string) => (error: unknown) => error instanceof PanelError && error.messageKey === message;

describe('saved answers', () => {
  let db: Knex;
  let desk: Desk;
  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
  });
  afterEach(() => db.destroy());

  const save = (name: Name, answer: string, text: string): Promise<string> =>
    createAnswer(desk.ctxOf(name), { name: answer, text });
  const names = async (name: Name, filter = ''): Promise<string[]> =>
    (await listAnswers(desk.ctxOf(name), { ...query, sort: 'name', filter })).rows.map((row) => row.name);
  const offered = async (name: Name, elid: string, ctx = desk.ctxOf(name)): Promise<string[]> => {
    const { registry } = await thePanel();
    const data = await threadPage.load(ctx, new Map([['elid', elid]]), registry);
    return (data as unknown as ThreadData).answers.map(({ text }) => text);
  };

  it('are offered in a ticket with whom it is with and its number', async () => {
    await save('north', 'Greeting', 'Dear {{name}}, about #{{number}}: {{name}} and {{other}}.');
    await save('south', 'Theirs', 'Hello.');
    const id = await desk.ask('alice');
    assert.deepEqual(await offered('north', id), [`Dear alice Ltd, about #${id}: alice Ltd and {{other}}.`]);
    assert.deepEqual(await offered('alice', id), []);
    await db('accounts').where({ id: desk.ids.alice }).update({ display_name: '{{number}} $& $1' });
    assert.deepEqual(await offered('north', id), [
      `Dear {{number}} $& $1, about #${id}: {{number}} $& $1 and {{other}}.`,
    ]);
    await db('accounts').where({ id: desk.ids.alice }).update({ display_name: '' });
    assert.match((await offered('north', id)).join(), /^Dear alice, /);
  });

  it('are not offered to whom they are denied', async () => {
    await save('north', 'Greeting', 'Hello.');
    const id = await desk.ask('alice');
    const ctx = desk.ctxOf('north');
    const denied = { ...ctx, viewer: { ...ctx.viewer, rules: [{ savedanswer: 'deny' as const }] } };
    assert.deepEqual(await offered('north', id, denied), []);
  });

  it('are seen, changed and deleted by their own account only', async () => {
    const id = await save('north', 'Greeting', 'Hello.');
    assert.deepEqual([await names('north'), await names('south'), await names('root')], [['Greeting'], [], []]);
    for (const name of ['south', 'root'] as const) {
      await assert.rejects(updateAnswer(desk.ctxOf(name), id, { name: 'x', text: 'x' }), refused('error.not_found'));
      await assert.rejects(deleteAnswer(desk.ctxOf(name), id), refused('error.not_found'));
    }
    await deleteAnswer(desk.ctxOf('north'), id);
    assert.deepEqual(await names('north'), []);
  });

  it('have a name that no other of the account has', async () => {
    await save('north', 'Greeting', 'Hello.');
    await save('south', 'Greeting', 'Hello.');
    await assert.rejects(save('north', 'Greeting', 'Other'), refused('answer.taken'));
    const id = await save('north', 'Bye', 'Bye.');
    await assert.rejects(
      updateAnswer(desk.ctxOf('north'), id, { name: 'Greeting', text: 'x' }),
      refused('answer.taken'),
    );
    const twice = [1, 2, 3].map(() => save('north', 'Same', 'x').catch(() => ''));
    assert.equal((await Promise.all(twice)).filter((one) => one !== '').length, 1);
  });

  it('are found by their name and all their text', async () => {
    const text = `${'x'.repeat(19_000)} Grüße aus Łódź`;
    await save('north', 'Привет', text);
    for (const filter of ['ПРИВ', 'grüße', 'grusse', 'lodz'])
      assert.deepEqual(await names('north', filter), ['Привет']);
    assert.deepEqual(await names('north', 'gdansk'), []);
    const [row] = (await listAnswers(desk.ctxOf('north'), { ...query, sort: 'changed' })).rows;
    assert.equal(row?.text, 'x'.repeat(160));
  });

  it('can be twenty thousand letters of any alphabet', async () => {
    const text = '🛟'.repeat(10_000);
    await save('north', 'Long', text);
    assert.equal((await db('saved_answers').first('text'))?.text, text);
  });

  it('leave no record when nothing is changed', async () => {
    const id = await save('north', 'Greeting', 'Hello.');
    await updateAnswer(desk.ctxOf('north'), id, { name: 'Greeting', text: 'Hello.' });
    assert.deepEqual(
      (await db('audit').where('func', 'like', 'savedanswer%').select('func')).map(({ func }) => func),
      ['savedanswer.create'],
    );
  });

  it('are at most a hundred', async () => {
    const row = { account_id: desk.ids.north, text: 'x', search: 'x', changed_at: 1 };
    await db('saved_answers').insert(Array.from({ length: 100 }, (_none, n) => ({ ...row, name: String(n) })));
    await assert.rejects(save('north', 'Too many', 'x'), refused('answer.most'));
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../../src/kernel/errors.ts';
import { searchOf } from '../../../src/modules/accounts/index.ts';
import { wordsOf } from '../../../src/modules/search/index.ts';
import { reportUsage } from '../../../src/modules/usage/usage.service.ts';
import { checked } from '../../helpers/checked.ts';
import { engine, openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

const many = 1100;

describe('a long usage report', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await addUsers();
  });
  afterEach(() => db.destroy());

  const names = Array.from({ length: many }, (_, index) => `u${String(index)}`);
  const rows = ['account,disk,traffic', ...names.map((name) => `${name},1000,1`)].join('\n');
  const send = (): Promise<void> => reportUsage(tree.ctxOf('root'), { id: 'long', format: 'csv', rows });
  const total = async (): Promise<unknown> =>
    db('accounts').where({ id: tree.ids.root }).first('disk_used', 'traffic_used');

  async function addUsers(): Promise<void> {
    const dave = await db('accounts').where({ id: tree.ids.dave }).first();
    assert.ok(dave);
    const root = await db('accounts').where({ id: tree.ids.root }).first();
    const { id: _none, ...like } = dave;
    const users = names.map((name) => ({
      ...like,
      server_id: null,
      uid: null,
      name,
      living_name: name,
      search: searchOf({ ...dave, name }, root),
    }));
    for (let at = 0; at < many; at += 100) await db('accounts').insert(users.slice(at, at + 100));
    const made = await db('accounts').whereIn('name', names).select('id', 'search');
    const words = made.flatMap(({ id, search }) => wordsOf(search).map((word) => wordRow(word, id)));
    for (let at = 0; at < words.length; at += 100) await db('search_words').insert(words.slice(at, at + 100));
    await db('accounts').where({ id: tree.ids.root }).increment('users_used', many);
  }

  const wordRow = (word: string, id: number) => ({
    kind: 'user' as const,
    word,
    object_id: id,
    parent_id: tree.ids.root,
  });

  /** Lets the database itself refuse the row of one account. */
  async function breakAt(name: string): Promise<void> {
    const account = await db('accounts').where({ name }).first('id');
    const when = `new.account_id = ${String(account?.id)}`;
    await db.raw(
      engine === 'sqlite'
        ? `create trigger stop before insert on usage_daily when ${when} begin select raise(abort, 'stopped'); end`
        : `create trigger stop before insert on usage_daily for each row if ${when} then signal sqlstate '45000' set message_text = 'stopped'; end if`,
    );
  }
  const mend = async (): Promise<void> => {
    await db.raw('drop trigger stop');
  };

  it('goes on where it was broken off when it is sent again', async () => {
    await breakAt('u700');
    try {
      await assert.rejects(send(), /stopped/);
    } finally {
      await mend();
    }
    assert.deepEqual(await total(), { disk_used: 500_000, traffic_used: 500 });
    assert.deepEqual(await checked(tree), []);
    await send();
    assert.deepEqual(await total(), { disk_used: 1_100_000, traffic_used: 1100 });
    assert.equal((await db('usage_daily')).length, many);
    assert.equal((await db('audit').where('func', 'usage.report')).length, 1);
    assert.deepEqual(await checked(tree), []);
  });

  it('goes on after what has been done was forgotten, and an account deleted', async () => {
    await breakAt('u700');
    await assert.rejects(send(), /stopped/).finally(mend);
    await db('operations').del();
    await db('accounts').where('name', 'u800').update({ living_name: null, deleted_at: 1 });
    await send();
    assert.deepEqual(await total(), { disk_used: 1_099_000, traffic_used: 1099 });
  });

  it('is refused when another report comes under its id', async () => {
    await breakAt('u700');
    await assert.rejects(send(), /stopped/).finally(mend);
    const other = reportUsage(tree.ctxOf('root'), {
      id: 'long',
      format: 'csv',
      rows: rows.split('\n').slice(0, -1).join('\n'),
    });
    await assert.rejects(other, (error) => error instanceof PanelError && error.messageKey === 'usage.differs');
  });

  it('is counted once when it is sent several times at once', async () => {
    await Promise.all([send(), send(), send()]);
    assert.deepEqual(await total(), { disk_used: 1_100_000, traffic_used: 1100 });
    assert.equal((await db('audit').where('func', 'usage.report')).length, 1);
  });
});

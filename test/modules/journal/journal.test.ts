import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { ask, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('the journal', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const run = (by: Name, func: string, elid: string, params: Record<string, string> = {}): Promise<unknown> =>
    ask(tree.ctxOf(by), func, { elids: [elid], params, sok: true });

  const read = async (name: Name, filter = ''): Promise<unknown[][]> =>
    (await rowsOf(tree.ctxOf(name), 'journal', { filter })).map((row) => [row['func'], row['object'], row['who']]);

  it('tells a reseller what was done in its part of the tree, by whomever', async () => {
    await run('root', 'user.disable', 'alice');
    await run('north', 'user.disable', 'bob');
    await run('south', 'user.disable', 'carol');
    assert.deepEqual(await read('north', 'user.disable'), [
      ['user.disable', 'bob', 'north'],
      ['user.disable', 'alice', 'root'],
    ]);
    assert.deepEqual(await read('alice', 'user.disable'), [['user.disable', 'alice', 'root']]);
  });

  it('tells neither reseller of a moved user the other’s name', async () => {
    await run('root', 'user.move', 'alice', { reseller: 'south' });
    for (const [name, other] of [
      ['north', 'south'],
      ['south', 'north'],
    ] as const) {
      const rows = await rowsOf(tree.ctxOf(name), 'journal', { filter: 'user.move' });
      assert.equal(rows.length, 1);
      assert.ok(!JSON.stringify(rows).includes(other), `${name} reads ${JSON.stringify(rows)}`);
    }
  });

  it('says that a password was given, and not which', async () => {
    const secret = 'quite another long secret';
    await run('north', 'user.edit', 'alice', { password: secret });
    const records = await db('audit').where({ func: 'user.edit' });
    assert.equal(records.length, 1);
    assert.match(records[0]?.after ?? '', /"password":"[^"]+"/);
    assert.ok(!JSON.stringify(await db('audit')).includes(secret));
  });

  it('finds what was changed, by field and by value, in whatever letters', async () => {
    await run('south', 'user.edit', 'carol', { displayName: 'Zieliński & Žižek, Ёлки (Müller)' });
    for (const filter of ['displayname', 'ZIELIŃSKI', 'zielinski', 'zizek ёлки', 'ЕЛКИ', '(muller', 'user.ed ziel'])
      assert.deepEqual(await read('south', `func:user.edit ${filter}`), [['user.edit', 'carol', 'south']], filter);
    for (const filter of ['{', '":', 'zielinskis', 'null'])
      assert.deepEqual(await read('south', `func:user.edit ${filter}`), [], filter);
    assert.deepEqual(await read('north', 'zielinski'), []);
  });

  it('finds by func, login, object and day, and by words in any of them', async () => {
    await run('root', 'user.disable', 'alice');
    await run('north', 'user.disable', 'bob');
    const found = async (filter: string): Promise<number> => (await read('root', filter)).length;
    assert.equal(await found('func:user.disable'), 2);
    assert.equal(await found('func:user.disable login:north'), 1);
    assert.equal(await found('object:alice func:user.disable'), 1);
    assert.equal(await found('USER.DIS ali'), 1);
    assert.equal(await found('1999-01-01'), 0);
    assert.equal(await found('func:user.disable 2000-01-01..2099-12-31'), 2);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { emptyTally, repair } from '../../src/check/index.ts';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { inTransaction } from '../../src/kernel/transaction.ts';
import { disableAccount, findAccount, type AccountRecord } from '../../src/modules/accounts/index.ts';
import { siteModule } from '../../src/modules/sites/index.ts';
import { reportUsage } from '../../src/modules/usage/usage.service.ts';
import { checked } from '../helpers/checked.ts';
import { openTestDb } from '../helpers/db.ts';
import { buildTree, GiB, type Name, type Tree } from '../helpers/tree.ts';

type Column = keyof AccountRecord;

describe('the check', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await fill();
  });
  afterEach(() => db.destroy());

  /** Gives every counter something to count. */
  async function fill(): Promise<void> {
    const rows = `account,disk,traffic\nalice,${9 * GiB},10\nbob,${GiB},20\nnorth,${90 * GiB},30\ncarol,5,50`;
    await reportUsage(tree.ctxOf('root'), { id: 'fill', format: 'csv', rows });
    for (const name of ['example.org', 'example.net']) await makeSite(tree.ctxOf('alice'), name);
    await inTransaction(tree.ctxOf('root'), async (tx) => disableAccount(tx, await findAccount(tx, 'user', 'bob'), ''));
    await inTransaction(tree.ctxOf('root'), async (tx) =>
      disableAccount(tx, await findAccount(tx, 'reseller', 'south'), ''),
    );
  }

  const makeSite = async (ctx: Ctx, name: string): Promise<void> => {
    await siteModule.form?.create?.(ctx, { name, owner: '', cgi: false, php: true, ssi: false, https: true });
  };
  const change = async (name: Name, values: Partial<AccountRecord>): Promise<void> => {
    await db('accounts').where({ id: tree.ids[name] }).update(values);
  };
  /** Which columns of whom the check names. */
  const named = async (): Promise<string[]> =>
    (await checked(tree)).map((line) => (/^(.*?) \(\d+\): (\w+)/.exec(line) ?? []).slice(1).join(' '));
  const repaired = async (): Promise<ReturnType<typeof emptyTally>> => {
    const tally = emptyTally();
    for await (const line of repair(tree.ctxOf('root'), tally)) assert.ok(line);
    return tally;
  };

  it('is silent when nothing differs', async () => {
    assert.deepEqual(await checked(tree), []);
  });

  const numbers: Column[] = [
    ...(['resellers', 'users', 'disk', 'traffic', 'sites'] as const).flatMap(
      (name) => [`${name}_used`, `${name}_allocated`] as const,
    ),
    ...(['holds', 'users_held', 'users_near', 'resellers_held', 'resellers_near', 'peak', 'attachments_used'] as const),
  ];
  for (const column of numbers)
    for (const name of ['root', 'north', 'alice'] as const)
      it(`names and repairs ${column} of ${name}`, async () => {
        const before = await db('accounts').where({ id: tree.ids[name] }).first(column);
        await db('accounts').where({ id: tree.ids[name] }).increment(column, 1);
        const level = { root: 'admin', north: 'reseller', alice: 'user' }[name];
        assert.deepEqual(await named(), [`${level} ${name} ${column}`]);
        assert.equal((await repaired()).repaired, 1);
        assert.deepEqual(await db('accounts').where({ id: tree.ids[name] }).first(column), before);
        assert.deepEqual(await checked(tree), []);
      });

  it('names and repairs a name that is not kept, and one that is kept too long', async () => {
    await change('alice', { living_name: null });
    await change('bob', { living_name: 'robert' });
    assert.deepEqual(await named(), ['user alice living_name', 'user bob living_name']);
    await repaired();
    assert.deepEqual(await checked(tree), []);
  });

  it('says when a name cannot be given back', async () => {
    await change('alice', { living_name: null });
    await change('bob', { living_name: 'alice' });
    await change('bob', { name: 'alice' });
    const { differs, repaired: done } = await repaired();
    assert.ok(differs > done);
  });

  it('names and repairs what an account is found by', async () => {
    await change('alice', { search: 'nothing' });
    await db('search_words').where({ object_id: tree.ids.bob, word: 'bob', kind: 'user' }).del();
    await db('search_words').where({ object_id: tree.ids.carol, kind: 'user' }).update({ parent_id: tree.ids.north });
    const names = ['user alice search', 'user bob search_words', 'user carol search_words'];
    assert.deepEqual(await named(), names);
    await repaired();
    assert.deepEqual(await checked(tree), []);
  });

  it('names words that an account is wrongly found by', async () => {
    await db('search_words').insert({
      kind: 'reseller',
      word: 'ghost',
      object_id: tree.ids.dave,
      parent_id: tree.ids.root,
    });
    assert.deepEqual(await named(), ['user dave search_words']);
  });

  it('names and repairs holds without their counter, and counters above them', async () => {
    await db('holds').where({ account_id: tree.ids.bob }).del();
    assert.deepEqual(await named(), ['admin root users_held', 'reseller north users_held', 'user bob holds']);
    await repaired();
    assert.deepEqual(await checked(tree), []);
  });

  for (const [column, value] of [
    ['parent_id', 1],
    ['living_ascii', null],
    ['search', 'x'],
  ] as const)
    it(`names and repairs ${column} of a site`, async () => {
      await db('sites')
        .where({ ascii: 'example.org' })
        .update({ [column]: value });
      const names = await named();
      assert.ok(names.includes(`site example.org ${column}`), names.join());
      assert.ok(
        names.every((name) => name.startsWith('site example.org ')),
        names.join(),
      );
      await repaired();
      assert.deepEqual(await checked(tree), []);
    });

  it('names a site that is gone without its counters', async () => {
    await db('sites').where({ ascii: 'example.org' }).update({ deleted_at: 1, living_ascii: null });
    assert.deepEqual(await named(), ['admin root sites_used', 'reseller north sites_used', 'user alice sites_used']);
    // Alice's fullest limit is disk; that of sites does not show.
    await repaired();
    assert.deepEqual(await checked(tree), []);
  });

  it('names a child above its parent, and one without a limit under a limited one', async () => {
    await change('alice', { traffic_max: 10 ** 15 });
    await change('bob', { disk_max: null });
    const lines = (await checked(tree)).filter((line) => line.startsWith('account '));
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /bob .*disk_max is unlimited, but north above it has/);
    assert.match(lines[1] ?? '', /alice .*traffic_max is 1000000000000000, but north above it has/);
  });

  it('names what has been promised on without overselling', async () => {
    await change('alice', { sites_max: 45 });
    await repaired();
    assert.deepEqual(await checked(tree), [
      `reseller north (${tree.ids.north}): sites_max is 50, but 65 have been promised on without overselling`,
    ]);
    await change('north', { oversell: true });
    assert.deepEqual(await checked(tree), []);
  });

  it('writes nothing unless it repairs, and then a record of what it has done', async () => {
    await change('alice', { disk_used: 1 });
    const before = await db('audit').orderBy('id');
    await checked(tree);
    assert.deepEqual(await db('audit').orderBy('id'), before);
    await repaired();
    const [record] = await db('audit').where('func', 'check.repair').select('object', 'before', 'after');
    assert.deepEqual(record, {
      object: 'alice',
      before: '{"disk_used":1}',
      after: JSON.stringify({ disk_used: 9 * GiB }),
    });
  });
});

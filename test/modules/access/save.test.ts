import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { AccessData } from '../../../src/modules/access/access.page.ts';
import { ask } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

type Choices = Readonly<Record<string, string>>;

describe('the access of a user', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const save = (params: Choices): Promise<unknown> =>
    ask(tree.ctxOf('north'), 'user.access', { elids: ['alice'], params, sok: true });
  const prefixed = (word: string, choices: Choices): Choices =>
    Object.fromEntries(Object.entries(choices).map(([func, choice]) => [`${word}.${func}`, choice]));
  const stored = async (): Promise<unknown> =>
    JSON.parse((await db('accounts').where({ name: 'alice' }).first('rules'))?.rules ?? '');

  /** The page as it is now, with every rule it shows. */
  async function opened(): Promise<Choices> {
    const answer = await ask(tree.ctxOf('north'), 'user.access', { elids: ['alice'] });
    assert.ok(answer.kind === 'page');
    const { modules } = answer.data as unknown as AccessData;
    const rules = modules.flatMap(({ rule, verbs }) => [rule, ...verbs]);
    return Object.fromEntries(rules.map(({ func, choice }) => [func, choice]));
  }

  const press = (shown: Choices, chosen: Choices): Promise<unknown> =>
    save({ ...prefixed('shown', shown), ...prefixed('rule', { ...shown, ...chosen }) });

  it('saved from two pages at once has the changes of both', async () => {
    await save({ 'rule.journal': 'deny', 'rule.search': 'deny' });
    const page = await opened();
    await Promise.all([
      press(page, { site: 'deny' }),
      press(page, { journal: 'inherit' }),
      press(page, { 'site.delete': 'allow' }),
    ]);
    assert.deepEqual(await stored(), { site: 'deny', search: 'deny', 'site.delete': 'allow' });
  });

  it('saved from a page that is out of date takes back nothing', async () => {
    const page = await opened();
    await press(page, { site: 'deny' });
    await press(page, { journal: 'deny' });
    assert.deepEqual(await stored(), { site: 'deny', journal: 'deny' });
    await press(await opened(), { site: 'inherit' });
    assert.deepEqual(await stored(), { journal: 'deny' });
  });

  it('changed rule by rule by many at once loses none', async () => {
    const funcs = ['site', 'site.edit', 'site.delete', 'journal', 'search', 'overview', 'session'];
    await Promise.all(funcs.map((func) => save({ [`rule.${func}`]: 'deny' })));
    assert.deepEqual(await stored(), Object.fromEntries(funcs.map((func) => [func, 'deny'])));
    const records = await db('audit').where({ func: 'user.access' }).select('before', 'after');
    assert.equal(records.length, funcs.length);
  });

  it('of an account deleted meanwhile is not saved', async () => {
    await db('accounts').where({ name: 'alice' }).update({ deleted_at: 1, living_name: null });
    await assert.rejects(
      ask(tree.ctxOf('north'), 'user.access', { elids: [String(tree.ids.alice)], params: {}, sok: true }),
    );
  });
});

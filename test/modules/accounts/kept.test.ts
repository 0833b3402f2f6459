import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { countAccounts } from '../../../src/modules/accounts/account-list.store.ts';
import { findLoginByName } from '../../../src/modules/logins/index.ts';
import { findPresent } from '../../../src/modules/viewer/index.ts';
import { readQuery } from '../../../src/panel/query.ts';
import { ask, moduleOf, thePanel } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

/** Counts that came with the viewer, beside those that are read for the list. */
describe('what an account keeps of those below it', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  async function keptOf(name: Name): Promise<Required<Ctx>['kept']> {
    const { registry } = await thePanel();
    const login = await findLoginByName({ db }, name);
    assert.ok(login);
    const present = await findPresent({
      ...{ db, registry, loginId: login.id, sessionId: '', grantId: null, now: Date.now() },
    });
    assert.ok(present?.kept);
    return present.kept;
  }

  async function counts(ctx: Ctx, level: 'reseller' | 'user'): Promise<unknown> {
    const { list } = await moduleOf(level);
    assert.ok(list);
    return countAccounts(ctx, level, readQuery(list, new Map()));
  }

  it('counts as the list itself does', async () => {
    await ask(tree.ctxOf('root'), 'user.disable', { elids: ['alice', 'dave'] });
    await ask(tree.ctxOf('root'), 'reseller.disable', { elids: ['south'] });
    for (const [name, level] of [
      ['root', 'reseller'],
      ['root', 'user'],
      ['north', 'user'],
    ] as const) {
      const ctx = tree.ctxOf(name);
      const [read, told] = [await counts(ctx, level), await counts({ ...ctx, kept: await keptOf(name) }, level)];
      assert.deepEqual(told, read, `${name}'s ${level}s`);
    }
  });

  it('is asked for no more where it is known', async () => {
    const kept = { ...(await keptOf('root')), reseller: { everyone: 77, held: 7, near: 3 } };
    assert.deepEqual(await counts({ ...tree.ctxOf('root'), kept }, 'reseller'), {
      matching: 77,
      bounded: false,
      views: { all: 77, active: 70, disabled: 7, disabled_with: 0, near: 3 },
    });
  });

  it('is never taken for another account’s', async () => {
    const north = { ...tree.ctxOf('north'), kept: await keptOf('south') };
    assert.deepEqual(await counts(north, 'user'), await counts(tree.ctxOf('north'), 'user'));
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantedOf, plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { openTickets, pairs, plantTickets, ticketOf } from '../helpers/tickets.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';
import { ask, listNames, listOf, moduleOf, pageOf, rowsOf } from './support.ts';

describe('the views of every list', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const as = (name: Name, func: string, elid: string, params: Record<string, string> = {}): Promise<unknown> =>
    ask(tree.ctxOf(name), func, { elids: [elid], sok: true, params });

  /** The panel of `name` as somebody above sees it, who may look into a stopped one too. */
  const inPanelOf = (name: Name): Ctx => ({ ...tree.ctxOf(name), acting: { grantId: 'g', chain: [] } });

  async function countsEqualRows(ctx: Ctx, who: string): Promise<void> {
    for (const name of listNames) {
      const asked = (await listOf(name)).whileActing === false ? { ...ctx, acting: null } : ctx;
      if (!(await moduleOf(name)).levels.includes(ctx.viewer.level)) continue;
      for (const view of ['all', ...((await listOf(name)).views ?? [])]) {
        const where = `${name} ${view} for ${who}`;
        const rows = await rowsOf(asked, name, { view });
        const { counts } = await pageOf(asked, name, { view });
        assert.equal(counts.views[view], rows.length, where);
        assert.equal(counts.matching, rows.length, where);
      }
    }
  }

  async function everyPanel(): Promise<void> {
    for (const name of Object.keys(tree.ids) as Name[]) await countsEqualRows(inPanelOf(name), name);
  }

  it('count what they show when all is well', everyPanel);

  it('count what they show when users are stopped, by themselves or with their reseller', async () => {
    await as('north', 'user.disable', 'bob');
    await everyPanel();
    await as('root', 'reseller.disable', 'north');
    await as('root', 'user.disable', 'dave');
    await everyPanel();
    await as('root', 'user.disable', 'carol');
    await as('root', 'reseller.enable', 'north', { everyUser: 'on' });
    await everyPanel();
  });

  it('show who is stopped with a reseller apart from who is stopped alone', async () => {
    await as('north', 'user.disable', 'bob');
    await as('root', 'reseller.disable', 'north');
    for (const ctx of [tree.ctxOf('root'), inPanelOf('north')]) {
      const names = async (view: string): Promise<unknown[]> =>
        (await rowsOf(ctx, 'user', { view })).map((row) => row['name']);
      assert.deepEqual([await names('disabled'), await names('disabled_with')], [['bob'], ['alice']]);
    }
  });

  it('count what they show when accounts come near a limit, move and go', async () => {
    await db('accounts')
      .where({ id: tree.ids.alice })
      .update({ disk_used: 9 * 2 ** 30 });
    await as('root', 'user.edit', 'alice', { comment: 'measured' });
    await as('root', 'user.edit', 'bob', { sitesMax: '0' });
    await everyPanel();
    await as('root', 'user.move', 'alice', { reseller: 'south' });
    await everyPanel();
    await as('root', 'user.delete', 'bob');
    await as('root', 'user.disable', 'alice');
    await as('root', 'user.delete', 'alice');
    await everyPanel();
    await as('root', 'reseller.delete', 'north');
    await everyPanel();
  });

  it('count what they show when tickets are answered, closed, archived and overdue', async () => {
    await openTickets(tree);
    await plantSupport(db, tree, 3);
    await plantMails(db, 9);
    await plantServers(db, 9);
    await plantProblems(db);
    await plantDrift(db, 9);
    await plantNotifications(db, ['root', 'north', 'alice'], 5);
    for (const pair of pairs) await plantTickets(db, tree, pair, 9);
    await everyPanel();
    await as('north', 'ticket.reply', ticketOf('alice'), { text: 'Here it is.' });
    await as('root', 'ticket.close', ticketOf('dave'));
    await as('root', 'ticket.archive', ticketOf('dave'));
    await as('carol', 'ticket.close', ticketOf('carol'));
    await as('north', 'ticketcategory.retire', plantedOf('north', 3)[1] ?? '');
    await as('root', 'user.move', 'alice', { reseller: 'south' });
    await everyPanel();
  });

  it('show the deleted when asked, and only then', async () => {
    await as('north', 'user.delete', 'bob');
    const names = async (params: Record<string, string>): Promise<unknown[]> =>
      (await rowsOf(tree.ctxOf('north'), 'user', params)).map((row) => row['name']);
    assert.deepEqual(await names({}), ['alice']);
    assert.deepEqual(await names({ deleted: 'on' }), ['alice', 'bob']);
    assert.deepEqual(await names({ deleted: 'on', filter: 'bob' }), ['bob']);
    assert.deepEqual(await names({ deleted: 'on', view: 'active' }), ['alice']);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { ask, pageOf } from '../../contract/support.ts';
import { engine, openTestDb } from '../../helpers/db.ts';
import { insertAll, plantAccounts } from '../../helpers/plant.ts';
import { openTickets, plantTickets, ticketOf } from '../../helpers/tickets.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';

/** What the engine says of one step of a query. */
type Step = Readonly<Record<string, unknown>>;

const count = 10_000;

describe(`${String(count)} tickets of one account`, function () {
  this.timeout(120_000);
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await openTickets(tree);
    await plantTickets(db, tree, ['alice', 'north'], count);
    await plantTickets(db, tree, ['dave', 'root'], 200);
    await plantAccounts(db, tree, 'reseller', { below: 'root', count: 500 });
    const accounts = await db('accounts').where({ level: 'reseller' }).pluck('id');
    await insertAll(
      db,
      'ticket_settings',
      accounts.map((account_id) => ({ account_id, file_count: 2 })),
    );
  });
  after(() => db.destroy());

  /** How the engine does each query that some work makes. */
  async function planOf(work: () => Promise<unknown>): Promise<{ sql: string; steps: Step[] }[]> {
    const asked: { sql: string; bindings: string[] }[] = [];
    const hear = (query: { sql: string; bindings: string[] }): void => void asked.push(query);
    db.on('query', hear);
    await work();
    db.removeListener('query', hear);
    const plans: { sql: string; steps: Step[] }[] = [];
    for (const { sql, bindings } of asked.filter((query) => /\bticket/.test(query.sql))) {
      const said = await db.raw<Step[]>(`explain ${engine === 'sqlite' ? 'query plan ' : ''}${sql}`, bindings);
      plans.push({ sql, steps: engine === 'sqlite' ? said : (said[0] as unknown as Step[]) });
    }
    assert.ok(plans.length > 0, 'nothing is asked');
    return plans;
  }

  /** No step reads a whole table, nor sorts what it has read, but for the few files of one ticket. */
  function assertWalked(plans: Awaited<ReturnType<typeof planOf>>): void {
    for (const { sql, steps } of plans.filter((plan) => !plan.sql.includes('`ticket_attachments` as `kept`')))
      for (const step of steps) {
        const where = `${JSON.stringify(step)} of ${sql.slice(0, 300)}`;
        if (engine === 'sqlite')
          assert.doesNotMatch(String(step['detail']), /TEMP B-TREE|^SCAN (?!\(subquery|some\b|CONSTANT)/, where);
        else {
          assert.doesNotMatch(String(step['Extra']), /filesort|temporary/, where);
          const isTable = /^(?:side|ticket|message|said|by|kept|about|tickets|ticket_\w+)$/.test(String(step['table']));
          assert.ok(!isTable || step['type'] !== 'ALL', where);
        }
      }
  }

  const views = ['all', 'new', 'us', 'them', 'closed', 'archived'];
  for (const view of views)
    it(`are listed in their usual order along an index: ${view}`, async () => {
      assertWalked(await planOf(() => pageOf(tree.ctxOf('north'), 'ticket', { view })));
    });

  it('are counted and listed by what is overdue without reading all', async () => {
    const plans = await planOf(() => pageOf(tree.ctxOf('north'), 'ticket', { view: 'overdue', p_cnt: '50' }));
    for (const { sql, steps } of plans)
      for (const step of steps)
        if (engine === 'sqlite')
          assert.doesNotMatch(String(step['detail']), /^SCAN (?!\(subquery|some\b|CONSTANT)/, sql);
        else assert.ok(!/^(?:side|ticket)$/.test(String(step['table'])) || step['type'] !== 'ALL', sql);
  });

  for (const column of ['subject', 'number', 'with', 'priority', 'status', 'assignee', 'last'])
    for (const p_col of [column, `-${column}`])
      it(`are listed along an index by ${p_col}`, async () => {
        assertWalked(await planOf(() => pageOf(tree.ctxOf('north'), 'ticket', { p_col })));
      });

  it('are shown one by one along indexes', async () => {
    const elids = [ticketOf('alice')];
    assertWalked(await planOf(() => ask(tree.ctxOf('north'), 'ticket.thread', { elids })));
  });

  it('are answered along indexes', async () => {
    const given = { elids: [ticketOf('alice')], params: { text: 'Here you are.' }, sok: true };
    const plans = await planOf(() => ask(tree.ctxOf('north'), 'ticket.reply', given));
    assertWalked(plans.filter(({ sql }) => /^select/i.test(sql)));
  });
});

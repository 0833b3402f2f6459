import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { loadPanel, type Panel } from '../../src/app.ts';
import { migrateDown, migrateUp, pending } from '../../src/db/migrations.ts';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { frame } from '../../src/output/html/frame.ts';
import { writer } from '../../src/output/html/standing.ts';
import { render } from '../../src/output/html/render.ts';
import type { Answer } from '../../src/panel/answer.ts';
import { dispatch } from '../../src/panel/dispatch.ts';
import { createScratch, type Scratch } from '../db/scratch.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';

const examples = join(import.meta.dirname, '../../examples');
const folder = join(examples, 'notice');

describe('the example plugin', function () {
  this.timeout(60_000);
  let panel: Panel;
  let scratch: Scratch;
  let db: Knex;
  let tree: Tree;

  before(async () => {
    panel = await loadPanel(examples);
    scratch = await createScratch();
    db = scratch.open();
    await migrateUp(db, [folder]);
    tree = await buildTree(db);
  });
  after(() => scratch.remove());
  beforeEach(() => db('notices').del());

  interface Given {
    readonly elids?: readonly string[];
    readonly sok?: boolean;
    readonly asks?: boolean;
    readonly params?: Record<string, string>;
  }

  const ask = (ctx: Ctx, func: string, { elids = [], sok = false, asks = false, params = {} }: Given = {}) =>
    dispatch(panel.registry, ctx, { func, elids, sok, asks, params: new Map(Object.entries(params)), allRows: false });

  async function write(author: Name, subject: string): Promise<string> {
    const params = { subject, body: `About ${subject}` };
    const answer = await ask(tree.ctxOf(author), 'notice.edit', { sok: true, params });
    assert.ok(answer.kind === 'done' && answer.id !== null);
    return answer.id;
  }

  const publish = (author: Name, id: string): Promise<Answer> =>
    ask(tree.ctxOf(author), 'notice.publish', { elids: [id] });

  async function listed(reader: Name, func: string, params: Record<string, string> = {}): Promise<unknown[]> {
    const answer = await ask(tree.ctxOf(reader), func, { params });
    assert.ok(answer.kind === 'list');
    assert.equal(answer.counts?.matching, answer.page.rows.length);
    return answer.page.rows.map((row) => row['subject']);
  }

  // Not by its class: mocha's loader gives a plugin a copy of the panel's modules of its own.
  const refused = (work: Promise<unknown>, code: string): Promise<void> =>
    assert.rejects(work, { name: 'PanelError', code });

  it('stands in the menu of each level that may use it', () => {
    const labelsOf = (name: Name): string[] => {
      const { registry, manifest } = panel;
      const around = { csrf: '', theme: null, asset: () => '', flash: [], shortcuts: true, stopped: false, host: '' };
      const write = writer({ ctx: tree.ctxOf(name), registry, manifest, base: '', ...around });
      return frame(write, 'notice').menu.flatMap(({ items }) => items.map(({ label }) => label));
    };
    const ours = (name: Name): string[] => labelsOf(name).filter((label) => label.startsWith('Notice'));
    assert.deepEqual(ours('root'), ['Notices']);
    assert.deepEqual(ours('north'), ['Notices', 'Notice board']);
    assert.deepEqual(ours('alice'), ['Notice board']);
  });

  it('writes, shows, changes, hides and deletes a notice', async () => {
    const id = await write('north', 'Maintenance');
    assert.deepEqual(await listed('alice', 'board'), []);
    await publish('north', id);
    assert.deepEqual(await listed('alice', 'board'), ['Maintenance']);

    const params = { subject: 'No maintenance' };
    await ask(tree.ctxOf('north'), 'notice.edit', { elids: [id], sok: true, params });
    const answer = await ask(tree.ctxOf('alice'), 'board');
    assert.ok(answer.kind === 'list');
    assert.deepEqual(
      answer.page.rows.map(({ subject, body }) => [subject, body]),
      [['No maintenance', 'About Maintenance']],
    );

    await ask(tree.ctxOf('north'), 'notice.withdraw', { elids: [id] });
    assert.deepEqual(await listed('alice', 'board'), []);
    await ask(tree.ctxOf('north'), 'notice.delete', { elids: [id] });
    assert.deepEqual(await listed('north', 'notice'), []);
  });

  it('is read by those directly below the author, and by nobody else', async () => {
    await publish('north', await write('north', 'of north'));
    await publish('root', await write('root', 'of root'));
    assert.deepEqual(await listed('alice', 'board'), ['of north']);
    assert.deepEqual(await listed('carol', 'board'), []);
    assert.deepEqual(await listed('dave', 'board'), ['of root']);
    assert.deepEqual(await listed('north', 'board'), ['of root']);
    assert.deepEqual(await listed('root', 'notice'), ['of root']);
  });

  it('filters and sorts', async () => {
    for (const subject of ['Beta', 'Alpha', '100 %']) await write('root', subject);
    assert.deepEqual(await listed('root', 'notice'), ['100 %', 'Alpha', 'Beta']);
    assert.deepEqual(await listed('root', 'notice', { p_col: '-subject' }), ['Beta', 'Alpha', '100 %']);
    assert.deepEqual(await listed('root', 'notice', { filter: 'ALPH' }), ['Alpha']);
    assert.deepEqual(await listed('root', 'notice', { filter: '%' }), ['100 %']);
  });

  it('refuses another level, another author and an empty notice', async () => {
    const id = await write('north', 'Mine');
    await refused(ask(tree.ctxOf('alice'), 'notice'), 'forbidden');
    await refused(ask(tree.ctxOf('root'), 'board'), 'forbidden');
    for (const func of ['notice.edit', 'notice.publish', 'notice.delete'])
      await refused(ask(tree.ctxOf('south'), func, { elids: [id], sok: true }), 'not_found');
    await refused(ask(tree.ctxOf('north'), 'notice.edit', { sok: true, params: { subject: '' } }), 'invalid');
  });

  it('records each change once', async () => {
    const id = await write('north', 'Once');
    await publish('north', id);
    await publish('north', id);
    const records = await db('audit')
      .where({ object_kind: 'notice', object_id: Number(id) })
      .orderBy('id');
    assert.deepEqual(
      records.map(({ func, scope_id }) => [func, scope_id]),
      [
        ['notice.create', tree.ids.north],
        ['notice.publish', tree.ids.north],
      ],
    );
  });

  it('draws its list and asks before it deletes, in both languages', async () => {
    const id = await write('root', 'Maintenance');
    const page = async (lang: 'en' | 'ru', func: string, given: Given): Promise<string> => {
      const ctx = { ...tree.ctxOf('root'), lang };
      const answer = await ask(ctx, func, { asks: true, ...given });
      assert.ok(answer.kind !== 'done' && answer.kind !== 'file' && answer.kind !== 'progress');
      const around = { csrf: '', theme: null, asset: () => '/x', flash: [], shortcuts: true, stopped: false, host: '' };
      return render(answer, { ...panel, ctx, base: '', ...around }, '/notice').toString();
    };
    assert.match(await page('en', 'notice', {}), /Maintenance/);
    assert.match(await page('ru', 'notice', {}), /<h1>Объявления/);
    assert.match(await page('ru', 'notice.edit', {}), /Тема/);
    assert.match(await page('ru', 'notice.delete', { elids: [id] }), /Удалить/);
  });

  it('keeps its tables when it is taken out, and takes them back on demand', async () => {
    await write('root', 'Kept');
    assert.deepEqual(await migrateUp(db), []);
    assert.deepEqual(await migrateUp(db, [folder]), []);
    assert.deepEqual(await listed('root', 'notice'), ['Kept']);

    const own = 'notice/20261201000000_create_notices';
    assert.deepEqual(await migrateDown(db, 1, [folder]), [own]);
    assert.deepEqual(await pending(db, [folder]), [own]);
    assert.deepEqual(await pending(db), []);
    assert.deepEqual(await migrateUp(db, [folder]), [own]);
  });
});

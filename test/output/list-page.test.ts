import assert from 'node:assert/strict';
import { loadPanel, type Panel } from '../../src/app.ts';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { render } from '../../src/output/html/render.ts';
import type { Surroundings } from '../../src/output/html/standing.ts';
import { dispatch } from '../../src/panel/dispatch.ts';
import { createScratch, type Scratch } from '../db/scratch.ts';
import { migrateUp } from '../../src/db/migrations.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';

/** What of a list's page is kept between requests must never tell one person what is another's. */
describe('the page of a list', function () {
  this.timeout(60_000);
  let panel: Panel;
  let scratch: Scratch;
  let tree: Tree;

  before(async () => {
    panel = await loadPanel();
    scratch = await createScratch();
    const db = scratch.open();
    await migrateUp(db);
    tree = await buildTree(db);
  });
  after(() => scratch.remove());

  type Around = Partial<Omit<Surroundings, 'ctx'>>;

  async function page(ctx: Ctx, around: Around = {}, func = 'user'): Promise<string> {
    const call = { func, elids: [], sok: false, params: new Map<string, string>(), asks: true, allRows: false };
    const answer = await dispatch(panel.registry, ctx, call);
    assert.ok(answer.kind === 'list');
    const usual = {
      ...{ csrf: 'token', theme: null, asset: (name: string) => `/assets/${name}`, flash: [] },
      ...{ shortcuts: true, stopped: false, host: 'srv1', base: '' },
    };
    return render(answer, { ...panel, ...usual, ...around, ctx }, '/user').toString();
  }

  const withRules = (ctx: Ctx, rules: Ctx['viewer']['rules']): Ctx => ({ ...ctx, viewer: { ...ctx.viewer, rules } });

  it('is the person’s own: name, token and operation', async () => {
    const [north, south] = [await page(tree.ctxOf('north')), await page(tree.ctxOf('south'), { csrf: 'other' })];
    assert.match(north, /<strong>north<\/strong>/);
    assert.doesNotMatch(north, /south|other/);
    assert.match(south, /<strong>south<\/strong>/);
    assert.doesNotMatch(south, /north|token/);
    const operations = [north, await page(tree.ctxOf('north'))].map(
      (html) => /name="op" value="([^"]+)"/.exec(html)?.[1],
    );
    assert.notEqual(operations[0], operations[1]);
  });

  it('shows in menu and toolbar what this viewer may call, whoever looked before', async () => {
    const free = tree.ctxOf('north');
    const bound = withRules(free, [{ site: 'deny', 'user.delete': 'deny' }]);
    for (let turn = 0; turn < 2; turn += 1) {
      const [all, less] = [await page(free), await page(bound)];
      assert.match(all, /href="\/site"/);
      assert.match(all, /value="user\.delete"/);
      assert.doesNotMatch(less, /href="\/site"|value="user\.delete"/);
    }
  });

  it('is of its level, language, theme, panel and preferences', async () => {
    const ctx = tree.ctxOf('root');
    assert.match(await page(ctx), /href="\/reseller"/);
    assert.doesNotMatch(await page(tree.ctxOf('alice'), {}, 'site'), /href="\/reseller"/);
    assert.match(await page({ ...ctx, lang: 'ru' }), /<html lang="ru"/);
    assert.match(await page(ctx), /<html lang="en"/);
    assert.match(await page(ctx, { theme: 'dark' }), /data-bs-theme="dark"/);
    assert.doesNotMatch(await page(ctx), /data-bs-theme/);
    const main = (html: string): string => html.slice(html.indexOf('<main'));
    assert.match(main(await page(ctx, { base: '/as/g1' })), /action="\/as\/g1\/do"/);
    assert.doesNotMatch(await page(ctx), /\/as\//);
    assert.match(await page(ctx, { badges: { ticket: 7 }, bell: 3 }), /<b class="badge">7<\/b>/);
    assert.doesNotMatch(await page(ctx), /class="badge"/);
    assert.match(await page(ctx, { shortcuts: false }), /<body>/);
    assert.match(await page(ctx), /<body data-keys="on">/);
  });

  it('tells what has been done once, with a token in its undo', async () => {
    const undo = { action: 'user.enable', elids: ['1'], label: 'Undo' };
    const told = { kind: 'ok' as const, text: 'alice <b>disabled</b>', link: null, undo, items: [] };
    const html = await page(tree.ctxOf('north'), { flash: [told] });
    assert.match(html, /alice &lt;b&gt;disabled&lt;\/b&gt;/);
    assert.match(html, /<form[^>]*action="\/do"[^>]*><input type="hidden" name="csrf" value="token">[^]*user\.enable/);
    assert.doesNotMatch(await page(tree.ctxOf('north')), /disabled&lt;/);
  });

  it('names the panel worked in, who works in it, and nobody else’s', async () => {
    const acting = (by: string): Ctx => {
      const ctx = tree.ctxOf('alice');
      const chain = [
        { name: by, level: 'reseller' as const, href: '/' },
        { name: 'alice', level: 'user' as const, href: '/as/g1/' },
      ];
      return { ...ctx, acting: { grantId: 'g1', chain }, real: { ...ctx.real, name: by } };
    };
    assert.match(await page(acting('north'), { base: '/as/g1' }, 'site'), /north/);
    assert.doesNotMatch(await page(acting('root'), { base: '/as/g1' }, 'site'), /north/);
    assert.match(await page(acting('root'), { base: '/as/g1', stopped: true }, 'site'), /class="notice"/);
    assert.doesNotMatch(await page(acting('root'), { base: '/as/g1' }, 'site'), /class="notice"/);
  });
});

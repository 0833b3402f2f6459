import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { expected } from '../../matrix/expected.ts';
import { openHouse, type House, type Visitor } from '../../matrix/house.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantSites } from '../../helpers/plant.ts';
import { ask, outcome } from '../../contract/support.ts';

/** Funcs with a page of their own that a reseller's user has. */
const pages = ['overview', 'site', 'site.edit', 'journal', 'profile', 'session', 'search'] as const;
const usersFuncs = Object.keys(expected).filter((func) => expected[func]?.levels.includes('user'));

describe('a denied func', () => {
  let db: Knex;
  let house: House;
  let alice: Visitor;
  beforeEach(async () => {
    db = await openTestDb();
    house = await openHouse(db);
    alice = await house.signIn('alice');
  });
  afterEach(async () => {
    await house.close();
    await db.destroy();
  });

  const deny = (func: string): string => JSON.stringify({ [func]: 'deny' });

  /** Where a rule may stand that binds alice. */
  const places: Readonly<Record<string, (rules: string) => Promise<unknown>>> = {
    'its login': (rules) => db('logins').where({ login: 'alice' }).update({ rules }),
    'its account': (rules) => db('accounts').where({ name: 'alice' }).update({ rules }),
    'its reseller': (rules) => db('accounts').where({ name: 'north' }).update({ rules }),
  };

  for (const [place, write] of Object.entries(places))
    it(`by a rule of ${place} is gone from menu, pages, data and command line alike`, async function () {
      this.timeout(30_000);
      for (const func of usersFuncs) {
        await write(deny(func));
        await assertGone(func);
        await write('{}');
      }
      assert.equal((await alice.get('/site')).status, 200);
    });

  async function assertGone(func: string): Promise<void> {
    const ctx = await house.tree.present('alice');
    assert.equal(await outcome(ask(ctx, func, { sok: true })), 'forbidden', func);
    assert.equal((await alice.post(`/${func}`)).status, 403, func);
    for (const path of pages.filter((page) => page === func || page.startsWith(`${func}.`)))
      for (const out of [{}, { out: 'json' }, { out: 'xml' }] as Record<string, string>[])
        assert.equal((await alice.get(`/${path}`, out)).status, 403, `${path} under ${func}`);
    await assertUnlinked(alice, func, pages);
  }

  /** No page that is still open leads to it, offers it or names it to a script. */
  async function assertUnlinked(visitor: Visitor, func: string, open: readonly string[]): Promise<void> {
    for (const page of open.filter((one) => one !== func && !one.startsWith(`${func}.`))) {
      const { body } = await visitor.get(`/${page}`);
      for (const end of ['"', '?', '.', '&']) {
        assert.ok(!body.includes(`/${func}${end}`), `${page} leads to ${func}`);
        // A module’s bare name may be a word of HTML too: type="search".
        const isWord = !func.includes('.') && end === '"';
        assert.ok(isWord || !body.includes(`"${func}${end}`), `${page} offers ${func}`);
      }
    }
  }

  it('is offered on no page, with rows to act on', async function () {
    this.timeout(30_000);
    await plantSites(db, house.tree, 'alice', 3);
    const north = await house.signIn('north');
    const funcs = Object.keys(expected).filter((func) => expected[func]?.levels.includes('reseller'));
    const lists = ['overview', 'user', 'site', 'journal', 'session', 'user.edit', 'site.edit', 'profile'];
    for (const func of funcs) {
      await db('accounts')
        .where({ name: 'north' })
        .update({ rules: deny(func) });
      await assertUnlinked(north, func, lists);
    }
  });

  it('of a module takes its verbs with it, and a verb may be denied alone', async () => {
    await ask(house.tree.ctxOf('north'), 'user.access', {
      elids: ['alice'],
      params: { 'rule.site.delete': 'deny' },
      sok: true,
    });
    assert.equal((await alice.get('/site')).status, 200);
    assert.equal((await alice.post('/site.delete', { elid: '1' })).status, 403);
    assert.equal((await alice.post('/do', { func: 'site.delete', elid: '1', sok: 'ok' })).status, 403);
    await ask(house.tree.ctxOf('north'), 'user.access', {
      elids: ['alice'],
      params: { 'rule.site': 'deny', 'rule.site.delete': 'inherit' },
      sok: true,
    });
    assert.equal((await alice.get('/site')).status, 403);
    assert.equal((await alice.post('/site.delete', { elid: '1' })).status, 403);
    assert.equal((await alice.get('/site.edit')).status, 403);
  });

  it('above stays denied whatever is allowed below', async () => {
    await ask(house.tree.ctxOf('root'), 'reseller.access', {
      elids: ['north'],
      params: { 'rule.site': 'deny' },
      sok: true,
    });
    await ask(house.tree.ctxOf('north'), 'user.access', {
      elids: ['alice'],
      params: { 'rule.site': 'allow', 'rule.site.edit': 'allow' },
      sok: true,
    });
    assert.equal((await alice.get('/site')).status, 403);
    assert.equal((await alice.get('/site.edit')).status, 403);
    const carol = await house.signIn('carol');
    assert.equal((await carol.get('/site')).status, 200);
  });

  it('is denied in the panel that is entered too, and to whoever enters it', async () => {
    const root = await house.signIn('root');
    const panel = await root.enter('user.enter', 'alice');
    await places['its reseller']?.(deny('site'));
    assert.equal((await panel.get('/site')).status, 403);
    assert.equal((await root.get('/site')).status, 200);
  });

  it('says on the page of access who above denies it', async () => {
    await ask(house.tree.ctxOf('root'), 'reseller.access', {
      elids: ['north'],
      params: { 'rule.site': 'deny' },
      sok: true,
    });
    const answer = await ask(house.tree.ctxOf('root'), 'user.access', { elids: ['alice'] });
    assert.ok(answer.kind === 'page');
    const modules = answer.data['modules'] as { rule: { func: string; deniedBy: string | null } }[];
    assert.deepEqual(
      modules.filter(({ rule }) => rule.deniedBy !== null).map(({ rule }) => [rule.func, rule.deniedBy]),
      [['site', 'north']],
    );
  });

  it('cannot be given to a func that the level lacks', async () => {
    const rules = {
      'rule.reseller': 'allow',
      'rule.user': 'allow',
      'rule.constructor': 'deny',
      'rule.site': 'perhaps',
    };
    await ask(house.tree.ctxOf('root'), 'user.access', { elids: ['alice'], params: rules, sok: true });
    assert.equal((await db('accounts').where({ name: 'alice' }).first('rules'))?.rules, '{}');
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { hostFaults } from '../../../src/kernel/host.ts';
import { serverHealth } from '../../../src/modules/servers/index.ts';
import { ask, pageOf, rowsOf } from '../../contract/support.ts';
import { openTestDb } from '../../helpers/db.ts';
import { plantProblems, plantServers } from '../../helpers/plant-servers.ts';
import { plantSites } from '../../helpers/plant.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';

describe('problems', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 3);
    await plantSites(db, tree, 'carol', 2);
    await plantProblems(db);
  });
  afterEach(() => db.destroy());

  const seen = async (name: Name, params = {}): Promise<string[]> =>
    (await rowsOf(tree.ctxOf(name), 'problem', params)).map(({ object }) => String(object)).sort();

  it('are seen by those whose they are, and by those above', async () => {
    assert.deepEqual(await seen('bob'), ['bob']);
    assert.equal((await seen('alice')).length, 4);
    assert.equal((await seen('north')).length, 5);
    assert.equal((await seen('root')).length, 9);
    assert.ok((await seen('south')).every((object) => object.includes('carol')));
  });

  it('have a sentence for each fault, with what the reader can do about it', async () => {
    for (const [index, fault] of hostFaults.entries()) {
      await db('host_failures').where({ account_id: tree.ids.alice }).update({ fault });
      const texts = await Promise.all(
        (['root', 'north', 'alice'] as const).map(
          async (name) => (await rowsOf(tree.ctxOf(name), 'problem', { filter: 'alice' }))[0]?.['problem'],
        ),
      );
      for (const text of texts) assert.doesNotMatch(String(text), /host\.|undefined/, `${fault} ${String(index)}`);
      assert.equal(texts[1], texts[2]);
      const isTheirs = fault === 'certificate' || fault === 'needs';
      assert.equal(String(texts[2]).includes('Your provider'), !isTheirs, fault);
    }
  });

  it('tell the administrator alone which server it is and what its system said: it may name what is others’', async () => {
    await db('host_failures').update({ detail: 'carol has the uid', search: 'carol has the uid' });
    for (const by of ['alice', 'north'] as const) {
      const rows = JSON.stringify(await rowsOf(tree.ctxOf(by), 'problem'));
      assert.doesNotMatch(rows, /carol|"local"/);
      for (const filter of ['has the uid', 'local', 'server:local']) assert.deepEqual(await seen(by, { filter }), []);
    }
    assert.equal((await seen('root', { filter: 'has the uid' })).length, 9);
  });

  it('are narrowed to a server, a kind and words', async () => {
    await plantServers(db, 1);
    assert.equal((await seen('root', { filter: 'server:local' })).length, 9);
    assert.deepEqual(await seen('root', { filter: 'server:web-0' }), []);
    assert.deepEqual(await seen('root', { filter: 'server:local bob' }), ['bob']);
    const { counts } = await pageOf(tree.ctxOf('root'), 'problem', { view: 'sites' });
    assert.deepEqual(counts, { matching: 5, bounded: false, views: { all: 9, users: 4, sites: 5 } });
  });

  it('end with what they are about', async () => {
    const [site] = await db('sites').where({ account_id: tree.ids.carol });
    await ask(tree.ctxOf('carol'), 'site.delete', { elids: [String(site?.id)], sok: true });
    assert.equal((await seen('carol')).length, 2);
    await ask(tree.ctxOf('north'), 'user.delete', { elids: ['bob'], sok: true });
    assert.deepEqual(await seen('root', { filter: 'bob' }), []);
  });

  it('are tried again at once, all of a server by one word to it', async () => {
    const rows = await rowsOf(tree.ctxOf('alice'), 'problem');
    const now = Date.now() + 60_000;
    await ask(tree.ctxOf('alice', now), 'problem.retry', { elids: rows.map(({ id }) => String(id)), sok: true });
    assert.deepEqual(await db('servers').pluck('revision'), [now]);
    assert.equal((await db('audit').where({ func: 'problem.retry', subject_id: tree.ids.alice })).length, rows.length);
    const states = new Set((await rowsOf(tree.ctxOf('alice'), 'problem')).map(({ state }) => state));
    assert.deepEqual(states, new Set(['retrying']));
  });

  it('are counted for the overview with servers that are lost', async () => {
    await plantServers(db, 8);
    assert.deepEqual(await serverHealth(tree.ctxOf('root')), { lost: 2, stuck: 2, problems: 9 });
  });
});

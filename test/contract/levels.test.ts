import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { levels } from '../../src/kernel/ctx.ts';
import { checkManifest } from '../../src/panel/check-manifest.ts';
import { expected } from '../matrix/expected.ts';
import { openTestDb } from '../helpers/db.ts';
import { digest } from '../helpers/snapshot.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { allFuncs, anyOf, ask, listNames, outcome, thePanel } from './support.ts';

describe('every func', () => {
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  after(() => db.destroy());

  it('stands in the table of what is expected, and nothing else does', async () => {
    const funcs = await allFuncs();
    assert.deepEqual(funcs.map(({ name }) => name).sort(), Object.keys(expected).sort());
    const lists = funcs.filter(({ kind }) => kind === 'list');
    assert.deepEqual(lists.map(({ name }) => name).sort(), [...listNames].sort());
  });

  it('is declared alike in plugin.xml', async () => {
    const { manifest, registry } = await thePanel();
    assert.deepEqual(checkManifest(manifest, registry), []);
  });

  for (const [name, { levels: openTo, send = {} }] of Object.entries(expected))
    for (const level of levels) {
      const open = openTo.includes(level);
      it(`${name} is ${open ? 'open' : 'closed'} to ${level}`, async () => {
        const before = await digest(db);
        for (const sok of [false, true])
          for (const asks of [false, true]) {
            const given = { sok, asks, params: send };
            const answer = await outcome(ask(tree.ctxOf(anyOf[level]), name, given));
            if (open) assert.notEqual(answer, 'forbidden');
            else assert.equal(answer, 'forbidden');
          }
        assert.equal(await digest(db), before);
      });
    }

  it('is nothing that objects have by themselves', async () => {
    for (const func of [
      'constructor',
      'reseller.constructor',
      'user.__proto__',
      '__proto__',
      'user.edit.edit',
      '',
      '.',
      'user.',
    ])
      assert.equal(await outcome(ask(tree.ctxOf('root'), func, { elids: ['alice'], sok: true })), 'not_found', func);
  });
});

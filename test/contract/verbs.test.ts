import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../src/kernel/ctx.ts';
import type { ErrorCode } from '../../src/kernel/errors.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantHost } from '../helpers/plant-host.ts';
import { plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantSessions, plantSites } from '../helpers/plant.ts';
import { differences, snapshot } from '../helpers/snapshot.ts';
import { plantFile, plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { openTickets } from '../helpers/tickets.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';
import { allFuncs, ask, outcome } from './support.ts';
import type { VerbCase } from './verb-case.ts';
import { verbs } from './verbs.ts';

/** A session of one's own, so that one can enter panels and end sessions. */
const withSession = (ctx: Ctx): Ctx => ({ ...ctx, real: { ...ctx.real, sessionId: 'session' } });

describe('every verb', () => {
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 4);
    await plantSites(db, tree, 'carol', 4);
    await plantHost(db, tree);
    await plantSessions(db, tree, 2);
    await openTickets(tree);
    await plantSupport(db, tree, 3);
    await plantFile(db, tree);
    await plantMails(db, 2);
    await plantServers(db, 2);
    await plantProblems(db);
    await plantNotifications(db, ['north', 'alice'], 2);
  });
  afterEach(() => db.destroy());

  const run = (by: Name, func: string, elid: string, params: VerbCase['params'] = {}): Promise<ErrorCode | 'done'> =>
    outcome(ask(withSession(tree.ctxOf(by)), func, { elids: [elid], params, sok: true }));

  const records = async (): Promise<number> => (await db('audit').select('id')).length;

  /** What has changed since, but for the memory of operations done. */
  async function changedSince(before: Awaited<ReturnType<typeof snapshot>>): Promise<string[]> {
    return differences(before, await snapshot(db)).filter((line) => !line.startsWith('+ operations'));
  }

  it('answers five questions here', async () => {
    const names = (await allFuncs())
      .filter(({ kind }) => kind === 'verb')
      .map(({ name }) => name)
      .concat((await allFuncs()).flatMap((func) => (func.kind === 'page' && func.page.save ? [func.name] : [])));
    assert.deepEqual(Object.keys(verbs).sort(), names.sort());
  });

  for (const [func, verb] of Object.entries(verbs))
    describe(func, () => {
      beforeEach(async () => {
        for (const { by, func: other, elid, params } of verb.first ?? [])
          assert.equal(await run(by, other, elid, params), 'done');
      });

      it('does it, with as many records as it should leave', async () => {
        const before = await records();
        assert.equal(await run(verb.by, func, verb.elid, verb.params), 'done');
        assert.deepEqual(await verb.done(db), verb.shows);
        assert.equal((await records()) - before, verb.records ?? 1);
      });

      it('refuses another’s, and what is not there', async () => {
        for (const { by, elid } of [...verb.anothers, ...(verb.elid === '' ? [] : [{ by: verb.by, elid: '424242' }])]) {
          const before = await snapshot(db);
          assert.equal(await run(by, func, elid, verb.params), 'not_found', `${by} ${elid}`);
          assert.deepEqual(await changedSince(before), [], `${by} ${elid}`);
        }
      });

      it('refuses another’s among one’s own, and does only those', async () => {
        for (const { by, elid } of verb.many ?? []) {
          const ctx = withSession(tree.ctxOf(by));
          const answer = await ask(ctx, func, { elids: [verb.elid, elid], params: verb.params ?? {}, sok: true });
          assert.ok(answer.kind === 'done');
          assert.equal(answer.done.length, 1);
          assert.deepEqual(
            answer.failed.map(({ elid: failed, error }) => [failed, error.code]),
            [[elid, 'not_found']],
          );
        }
      });

      it('refuses a lower level', async () => {
        for (const by of verb.lower) {
          const before = await snapshot(db);
          assert.equal(await run(by, func, verb.elid, verb.params), 'forbidden', by);
          assert.deepEqual(await changedSince(before), [], by);
        }
      });

      it('does nothing the second time', async () => {
        await run(verb.by, func, verb.elid, verb.params);
        const before = await snapshot(db);
        if (verb.again === 'anew') return;
        assert.equal(await run(verb.by, func, verb.elid, verb.params), verb.again);
        assert.deepEqual(await changedSince(before), []);
      });

      it('is done once when it is sent twice', async () => {
        const ctx = withSession(tree.ctxOf(verb.by));
        const send = (): ReturnType<typeof ask> =>
          ask(ctx, func, { elids: [verb.elid], params: verb.params ?? {}, sok: true });
        const first = await send();
        const before = await snapshot(db);
        const second = await send().catch((error: unknown) => error);
        assert.deepEqual(await changedSince(before), []);
        // What is shown once is a page.
        if (first.kind === 'page') return;
        assert.ok(first.kind === 'done');
        if (typeof second === 'object' && second !== null && 'goto' in second) assert.equal(second.goto, first.goto);
      });
    });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { PanelError } from '../../src/kernel/errors.ts';
import { languages } from '../../src/lang/languages.ts';
import { translator, type TranslateAny } from '../../src/lang/translate.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantServers } from '../helpers/plant-servers.ts';
import { plantHost } from '../helpers/plant-host.ts';
import { plantSites } from '../helpers/plant.ts';
import { differences, digest, snapshot } from '../helpers/snapshot.ts';
import { plantedOf, plantSupport } from '../helpers/plant-support.ts';
import { openTickets, ticketOf } from '../helpers/tickets.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { samples, type Sample } from './samples.ts';
import { allFuncs, ask } from './support.ts';

const of = (name: string): readonly Sample[] => [samples[name] ?? []].flat();

describe('every form', () => {
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await openTickets(tree);
    await plantSupport(db, tree, 3);
    await plantSites(db, tree, 'alice', 4);
    await plantHost(db, tree);
    await plantServers(db, 1);
    // Planted past the sums: the first change brings them up to date.
    await ask(tree.ctxOf('north'), 'user.edit', { elids: ['alice'], sok: true });
  });
  after(() => db.destroy());

  it('and every field of it has its wrong values here', async () => {
    const fieldsOf = new Map(
      (await allFuncs()).flatMap((func) => {
        if (func.kind === 'form') return [[func.name, Object.keys(func.module.form?.fields ?? {})] as const];
        if (func.kind === 'verb' && func.verb.input) return [[func.name, Object.keys(func.verb.input.fields)] as const];
        return [];
      }),
    );
    assert.deepEqual([...fieldsOf.keys()].sort(), Object.keys(samples).sort());
    for (const [name, fields] of fieldsOf)
      assert.deepEqual(
        [...new Set(of(name).flatMap(({ wrong }) => Object.keys(wrong)))].sort(),
        [...fields].sort(),
        name,
      );
  });

  for (const [name, { by, elid, right, wrong }] of Object.keys(samples).flatMap((name) =>
    of(name).map((sample) => [name, sample] as const),
  )) {
    const send = (params: Record<string, string>, asks: boolean): ReturnType<typeof ask> =>
      ask(tree.ctxOf(by), name, { elids: elid === undefined ? [] : [elid], params, sok: true, asks });

    for (const [field, values] of Object.entries(wrong).filter(([, list]) => list.length > 0))
      it(`${name}${elid === undefined ? '' : ` of ${elid}`} refuses wrong values of ${field}, names it and changes nothing`, async () => {
        const before = await digest(db);
        for (const value of values) {
          const shown = `“${value.slice(0, 40)}”`;
          const error = await send({ ...right, [field]: value }, false).then(
            () => assert.fail(`${shown} is taken`),
            (refusal: unknown) => refusal,
          );
          assert.ok(error instanceof PanelError, String(error));
          assert.deepEqual(
            error.problems.map((problem) => problem.field),
            [field],
            `${shown}: ${error.message}`,
          );
          for (const problem of error.problems) assertSaid(problem);

          const answer = await send({ ...right, [field]: value }, true);
          assert.ok('problems' in answer, `${shown} is not asked for again`);
          assert.deepEqual(
            answer.problems.map((problem) => problem.field),
            [field],
            shown,
          );
        }
        assert.equal(await digest(db), before);
      });
  }

  for (const [name, by, elid] of [
    ['reseller.edit', 'root', 'north'],
    ['user.edit', 'north', 'alice'],
    ['site.edit', 'alice', 'plain-alice-3.example'],
    ['ticket.edit', 'north', ticketOf('alice')],
    ['server.edit', 'root', 'local'],
    ['ticketcategory.edit', 'north', plantedOf('north', 3)[1]],
    ['savedanswer.edit', 'north', plantedOf('north', 3)[1]],
    ['ticketsetting', 'north', undefined],
    ['profile', 'alice', undefined],
  ] as const)
    it(`${name} leaves no record when it is sent as it stands`, async () => {
      const isChosen = name === 'profile' || name === 'ticketsetting';
      const before = await snapshot(db);
      for (const params of [{}, { level: 'admin' }]) {
        const elids = elid === undefined ? [] : [elid];
        // What has never been chosen is chosen by sending it, once.
        if (isChosen) await ask(tree.ctxOf(by), name, { sok: true });
        const first = await snapshot(db);
        assert.equal((await ask(tree.ctxOf(by), name, { elids, params, sok: true })).kind, 'done');
        const base = isChosen ? first : before;
        const changed = differences(base, await snapshot(db)).filter((line) => !line.startsWith('+ operations'));
        assert.deepEqual(changed, []);
      }
    });

  /** A sentence in every language, with all that stands in it filled in. */
  function assertSaid({ message, values }: PanelError['problems'][number]): void {
    for (const lang of Object.keys(languages) as (keyof typeof languages)[]) {
      const said = (translator(lang) as TranslateAny)(message, values);
      assert.notEqual(said, message);
      assert.doesNotMatch(said, /\{\{|\}\}|undefined|\[object/u);
    }
  }
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { fold } from '../../src/kernel/fold.ts';
import type { Row } from '../../src/panel/answer.ts';
import { expected } from '../matrix/expected.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantAccounts, plantRecords, plantSessions, plantSites } from '../helpers/plant.ts';
import { plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { plantTickets } from '../helpers/tickets.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { anyOf, ask, listNames, listOf, pageOf, rowsOf, type List } from './support.ts';

describe('the filter', () => {
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantAccounts(db, tree, 'reseller', { below: 'root', count: 14 });
    await plantAccounts(db, tree, 'user', { below: 'north', count: 14 });
    await plantAccounts(db, tree, 'user', { below: 'south', count: 14 });
    await plantSites(db, tree, 'alice', 8);
    await plantSites(db, tree, 'carol', 8);
    await plantTickets(db, tree, ['alice', 'north'], 14);
    await plantTickets(db, tree, ['south', 'root'], 14);
    await plantRecords(db, tree, 6);
    await plantSessions(db, tree, 4);
    await plantSupport(db, tree, 12);
    await plantMails(db, 13);
    await plantServers(db, 13);
    await plantProblems(db);
    await plantDrift(db, 13);
    await plantNotifications(db, ['root', 'north', 'alice'], 13);
  });
  after(() => db.destroy());

  /** What the panel says in words of its own. */
  const isSentence = (list: List, column: string): boolean => 'path' in list.row.shape && column === 'text';

  /** Where a user is placed: a server that is called otherwise would change the words of all its users. */
  const isPlace = (list: List, column: string): boolean => 'reseller' in list.row.shape && column === 'server';

  /** The texts of a row that its list shows, by column; `second` stands under the name. A choice is shown in words of its own. */
  const texts = (list: List, row: Row): [string, string][] =>
    [...Object.keys(list.columns), 'second'].flatMap((column) => {
      if (list.columns[column]?.as === 'choice' || isSentence(list, column) || isPlace(list, column)) return [];
      const found =
        list.columns[column]?.as === 'change' ? changed(Object.values({ ...(row[column] as object) })) : [row[column]];
      const said = found.filter((text) => typeof text === 'string' && text !== '');
      return said.map((text): [string, string] => [column, String(text)]);
    });

  /** Fields and values, as scripts are told them. */
  const changed = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([field, inner]) => [...(Array.isArray(value) ? [] : [field]), ...changed(inner)])
      : [typeof value === 'number' ? String(value) : value];

  it('finds letters that the keyboard lacks by those it has, whatever their case', async () => {
    const typed: Readonly<Record<string, readonly string[]>> = {
      'Zieliński & Żółć': ['zielinski', 'ZIELINSKI', 'zieliński', 'zolc', 'ŻÓŁĆ'],
      'Müller Übergrößen': ['muller', 'ubergrossen', 'ÜBERGRÖSSEN', 'über'],
      'Ёжик и Лёд': ['ежик', 'ЁЖИК', 'лед', 'ЛЁД'],
      Ærøskøbing: ['aeroskobing', 'ÆRØ'],
      İstanbul: ['istanbul', 'ISTANBUL'],
    };
    for (const [text, filters] of Object.entries(typed)) {
      const params = { displayName: text };
      await ask(tree.ctxOf('south'), 'user.edit', { elids: ['carol'], params, sok: true });
      for (const filter of filters) {
        const rows = await rowsOf(tree.ctxOf('root'), 'user', { filter });
        assert.ok(
          rows.some((row) => row['name'] === 'carol'),
          `“${filter}” does not find “${text}”`,
        );
      }
    }
  });

  for (const name of listNames)
    for (const level of expected[name]?.levels ?? [])
      describe(`of ${name} for ${level}`, () => {
        const ctx = (): ReturnType<Tree['ctxOf']> => tree.ctxOf(anyOf[level]);
        const idsOf = async (filter: string): Promise<unknown[]> =>
          (await rowsOf(ctx(), name, { filter })).map((row) => row['id']);

        it('finds every row by each text shown of it', async () => {
          const list = await listOf(name);
          for (const row of await rowsOf(ctx(), name))
            for (const [column, text] of texts(list, row)) {
              if (list.columns[column]?.levels?.includes(level) === false) continue;
              for (const filter of [text, text.toUpperCase(), fold(text)])
                assert.ok((await idsOf(filter)).includes(row['id']), `${column} “${filter}” of ${JSON.stringify(row)}`);
            }
        });

        it('takes what it is given as text, not as a pattern', async () => {
          const list = await listOf(name);
          for (const filter of ['%', '_', '!', '\\', '%%', '_r', "'", '"', '%_sure', 'e_s']) {
            for (const row of await rowsOf(ctx(), name, { filter })) {
              const shown = texts(list, row).map(([, text]) => fold(text));
              assert.ok(
                shown.some((text) => text.includes(filter)),
                `“${filter}” finds ${JSON.stringify(row)}`,
              );
            }
          }
        });

        it('counts what it finds', async () => {
          for (const filter of ['', 'e', 'nothing has this', '%', 'ё'])
            for (const deleted of ['', 'on']) {
              const { counts } = await pageOf(ctx(), name, { filter, deleted });
              const rows = await rowsOf(ctx(), name, { filter, deleted });
              assert.deepEqual([counts.matching, counts.bounded], [rows.length, false], `“${filter}” ${deleted}`);
            }
        });
      });
});

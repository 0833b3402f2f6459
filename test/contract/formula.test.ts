import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import { csv } from '../../src/output/csv.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantMails, plantSupport } from '../helpers/plant-support.ts';
import { plantSessions, plantSites } from '../helpers/plant.ts';
import { openTickets } from '../helpers/tickets.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { poison } from '../matrix/poison.ts';
import { expected } from '../matrix/expected.ts';
import { anyOf, ask, listNames } from './support.ts';

describe('text that a spreadsheet would calculate', () => {
  let db: Knex;
  let tree: Tree;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 2);
    await plantSessions(db, tree, 1);
    await plantSupport(db, tree, 1);
    await plantMails(db, 1);
    await plantServers(db, 1);
    await plantProblems(db);
    await plantDrift(db, 1);
    await openTickets(tree);
  });
  after(() => db.destroy());

  for (const begin of ['=', '+', '-', '@', '\t=', '\r=', ' =', '\u00a0=', '＝'])
    it(`is text in the CSV of every list: ${JSON.stringify(begin)}`, async () => {
      const long = `${begin}HYPERLINK("https://x.example")`;
      await poison(db, { short: `${begin}cmd|x`, long });
      let found = 0;
      for (const name of listNames)
        for (const level of expected[name]?.levels ?? []) {
          let text = '';
          const answer = await ask(tree.ctxOf(anyOf[level]), name, { allRows: true });
          assert.ok(answer.kind === 'list');
          for await (const piece of csv(answer, level)) text += piece;
          const cells = parse(text, { record_delimiter: '\r\n' }).flat();
          for (const cell of cells) assert.doesNotMatch(cell, /^[\s\u00a0]*[=+\-@＝](?!\d+$)/, `${name} for ${level}`);
          found += cells.filter((cell) => cell.startsWith("'")).length;
        }
      assert.ok(found > 40, `only ${String(found)} cells begin with it`);
    });
});

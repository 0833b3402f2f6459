import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Row } from '../../src/panel/answer.ts';
import { writeQuery } from '../../src/panel/query.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantAccounts, plantRecords, plantSessions, plantSites } from '../helpers/plant.ts';
import { plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { plantTickets } from '../helpers/tickets.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { expected } from '../matrix/expected.ts';
import { anyOf, listNames, listOf, pageOf, rowsOf, type List } from './support.ts';

type Value = string | number;

/** What a row is ordered by: a choice by its place among the others, an amount by what is used, everything else by itself. */
function valueOf(row: Row, column: string, tones?: Readonly<Record<string, unknown>>): Value {
  const cell = row[column];
  if (tones) return Object.keys(tones).indexOf(String(cell));
  if (typeof cell === 'string' || typeof cell === 'number') return cell;
  if (typeof cell === 'object' && cell !== null && 'used' in cell) return Number(cell.used);
  throw new Error(`the rows have no order by ${column}`);
}

const compare = (a: Value, b: Value): number => (a < b ? -1 : Number(a > b));

/** The plain sort every list is held against: by value, ties by id, both in the same direction. */
function sorted(rows: readonly Row[], list: List, column: string, desc: boolean): unknown[] {
  const tones = list.columns[column]?.tones;
  const order = (a: Row, b: Row): number =>
    compare(valueOf(a, column, tones), valueOf(b, column, tones)) || compare(valueOf(a, 'id'), valueOf(b, 'id'));
  const plain = [...rows].sort(order);
  return (desc ? plain.reverse() : plain).map((row) => row['id']);
}

const orders = (list: List): string[] =>
  Object.entries(list.columns).flatMap(([name, column]) => (column?.sortable === true ? [name, `-${name}`] : []));

describe('every sortable column', () => {
  let db: Knex;
  let tree: Tree;
  before(async function () {
    this.timeout(30_000);
    db = await openTestDb();
    tree = await buildTree(db);
    await plantAccounts(db, tree, 'reseller', { below: 'root', count: 23 });
    await plantAccounts(db, tree, 'user', { below: 'north', count: 23 });
    await plantAccounts(db, tree, 'user', { below: 'south', count: 11 });
    await plantSites(db, tree, 'alice', 19);
    await plantSites(db, tree, 'carol', 8);
    await plantTickets(db, tree, ['alice', 'north'], 19);
    await plantTickets(db, tree, ['dave', 'root'], 9);
    await plantTickets(db, tree, ['south', 'root'], 9);
    await plantRecords(db, tree, 9);
    await plantSessions(db, tree, 15);
    await plantSupport(db, tree, 12);
    await plantMails(db, 15);
    await plantServers(db, 13);
    await plantProblems(db);
    await plantDrift(db, 13);
    await plantNotifications(db, ['root', 'north', 'alice'], 13);
  });
  after(() => db.destroy());

  for (const name of listNames)
    for (const level of expected[name]?.levels ?? []) {
      it(`of ${name} sorts for ${level} both ways like a plain sort, ties by id`, async () => {
        const ctx = tree.ctxOf(anyOf[level]);
        const list = await listOf(name);
        for (const sort of orders(list)) {
          const rows = await rowsOf(ctx, name, { p_col: sort });
          const ids = rows.map((row) => row['id']);
          assert.ok(rows.length > 5, `only ${String(rows.length)} rows`);
          assert.deepEqual(ids, sorted(rows, list, sort.replace('-', ''), sort.startsWith('-')), sort);
          assert.equal(new Set(ids).size, ids.length, sort);
        }
      });

      it(`of ${name} pages for ${level} without losing or repeating a row`, async () => {
        const ctx = tree.ctxOf(anyOf[level]);
        const list = await listOf(name);
        for (const sort of orders(list)) {
          const whole = (await rowsOf(ctx, name, { p_col: sort })).map((row) => row['id']);
          const state = { p_col: sort, p_cnt: '7' };
          assert.deepEqual(await byNumber(ctx, name, state), whole, sort);
          assert.deepEqual(await byCursor(ctx, { name, list }, state), whole, `${sort} by cursor`);
        }
      });
    }

  type Ctx = ReturnType<Tree['ctxOf']>;
  const most = 40;

  async function byNumber(ctx: Ctx, func: string, state: Record<string, string>): Promise<unknown[]> {
    const ids: unknown[] = [];
    for (let page = 1; page <= most; page += 1) {
      const { rows } = await pageOf(ctx, func, { ...state, p_num: String(page) });
      if (rows.length === 0) return ids;
      ids.push(...rows.map((row) => row['id']));
    }
    throw new Error('the pages have no end');
  }

  /** Follows each page's link to the next, as the page itself writes it. */
  async function byCursor(
    ctx: Ctx,
    { name, list }: { name: string; list: List },
    state: Record<string, string>,
  ): Promise<unknown[]> {
    const ids: unknown[] = [];
    let params = state;
    for (let page = 1; page <= most; page += 1) {
      const { rows, query, next } = await pageOf(ctx, name, params);
      ids.push(...rows.map((row) => row['id']));
      if (next === null) return ids;
      const link = writeQuery(list, { ...query, page: page + 1, after: next });
      params = Object.fromEntries(new URLSearchParams(link));
    }
    throw new Error('the pages have no end');
  }
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openTestDb } from '../helpers/db.ts';
import { plantSessions, plantSites } from '../helpers/plant.ts';
import { differences, snapshot } from '../helpers/snapshot.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';
import { allFuncs, ask, outcome } from './support.ts';

interface Change {
  readonly by: Name;
  readonly func: string;
  readonly elid?: string;
  readonly params: Readonly<Record<string, string>>;
}

/** One change of every kind; a func that changes something and is not here fails. */
const changes: readonly Change[] = [
  { by: 'root', func: 'reseller.edit', params: { name: 'west', usersMax: '3' } },
  { by: 'root', func: 'reseller.edit', elid: 'south', params: { comment: 'changed' } },
  { by: 'north', func: 'user.edit', params: { name: 'anna', diskMax: '1', trafficMax: '1', sitesMax: '1' } },
  { by: 'root', func: 'user.edit', params: { name: 'anna', reseller: 'south' } },
  { by: 'north', func: 'user.edit', elid: 'alice', params: { comment: 'changed' } },
  { by: 'north', func: 'site.edit', params: { name: 'new.example', owner: 'alice' } },
  { by: 'alice', func: 'site.edit', params: { name: 'new.example' } },
  { by: 'alice', func: 'site.edit', elid: 'plain-alice-3.example', params: { php: 'on' } },
  { by: 'alice', func: 'profile', params: { lang: 'ru' } },
  { by: 'root', func: 'reseller.disable', elid: 'north', params: { reason: 'unpaid' } },
  { by: 'root', func: 'reseller.enable', elid: 'south', params: {} },
  { by: 'root', func: 'reseller.delete', elid: 'empty', params: {} },
  { by: 'root', func: 'reseller.access', elid: 'north', params: { 'rule.site': 'deny' } },
  { by: 'north', func: 'user.disable', elid: 'alice', params: { reason: 'unpaid' } },
  { by: 'south', func: 'user.enable', elid: 'carol', params: {} },
  { by: 'north', func: 'user.delete', elid: 'bob', params: {} },
  { by: 'root', func: 'user.move', elid: 'alice', params: { reseller: 'south' } },
  { by: 'north', func: 'user.access', elid: 'alice', params: { 'rule.site': 'deny' } },
  { by: 'alice', func: 'site.delete', elid: 'plain-alice-3.example', params: {} },
  { by: 'alice', func: 'session.end', elid: '0004-000000', params: {} },
  { by: 'root', func: 'usage.report', params: { id: 'r1', format: 'csv', rows: 'account,disk\nalice,5\n' } },
  { by: 'root', func: 'reseller.enter', elid: 'north', params: {} },
  { by: 'north', func: 'user.enter', elid: 'alice', params: {} },
];

describe('what is sent besides the fields of a form', () => {
  let db: Knex | undefined;
  afterEach(() => db?.destroy());

  it('is tried on every func that changes something', async () => {
    const funcs = (await allFuncs()).filter(
      (func) => func.kind === 'form' || func.kind === 'verb' || (func.kind === 'page' && func.page.save !== undefined),
    );
    assert.deepEqual([...new Set(changes.map(({ func }) => func))].sort(), funcs.map(({ name }) => name).sort());
  });

  for (const change of changes)
    it(`changes nothing: ${change.func} ${change.elid ?? 'anew'} as ${change.by}`, async () => {
      const plain = await changed(change, () => ({}));
      assert.ok(plain.length > 0, 'nothing is changed at all');
      assert.deepEqual(await changed(change, extras), plain);
    });

  const now = 1_900_000_000_000;

  /** What a change does to an untouched tree, in lines; chance left out. */
  async function changed(
    change: Change,
    extra: (columns: readonly string[]) => Record<string, string>,
  ): Promise<string[]> {
    const tree = await freshTree();
    const declared = new Set(await fieldsOf(change.func));
    const more = Object.entries(extra(await columnsOf())).filter(([name]) => !declared.has(name));
    const base = await snapshot(open());
    const ctx = tree.ctxOf(change.by, now);
    const given = { ...Object.fromEntries(more), ...change.params };
    const elids = change.elid === undefined ? [] : [change.elid];
    const real = { ...ctx.real, sessionId: 'session' };
    assert.equal(
      await outcome(ask({ ...ctx, real, opId: 'op' }, change.func, { elids, params: given, sok: true })),
      'done',
    );
    const chance = /(?<="id":"|\\")[\w-]{16}(?=\\?")/g;
    return differences(base, await snapshot(open())).map((line) => line.replace(chance, '*'));
  }

  const open = (): Knex => {
    if (!db) throw new Error('no database is open');
    return db;
  };

  async function freshTree(): Promise<Tree> {
    await db?.destroy();
    db = await openTestDb();
    const tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 4);
    await plantSessions(db, tree, 2);
    await ask(tree.ctxOf('root', now), 'reseller.edit', { params: { name: 'empty' }, sok: true });
    await ask(tree.ctxOf('south', now), 'user.disable', { elids: ['carol'] });
    await ask(tree.ctxOf('root', now), 'reseller.disable', { elids: ['south'] });
    return tree;
  }

  /** Every column of every table, written in every way, with what somebody would like to see in it. */
  const extras = (columns: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      columns.flatMap((column) =>
        [column, `account.${column}`, `accounts.${column}`, `user[${column}]`, `${column}[]`].map((name) => [
          name,
          wish(column),
        ]),
      ),
    );

  const wish = (column: string): string =>
    ({ level: 'admin', rules: '{}', name: 'mine', password_hash: 'x' })[column] ?? '1';

  async function columnsOf(): Promise<string[]> {
    const tables = await snapshot(open());
    const infos = await Promise.all([...tables.keys()].map((table) => open()(table).columnInfo()));
    return [...new Set(infos.flatMap((info) => Object.keys(info)))];
  }

  async function fieldsOf(name: string): Promise<string[]> {
    const func = (await allFuncs()).find((one) => one.name === name);
    if (func?.kind === 'form') return Object.keys(func.module.form?.fields ?? {});
    return func?.kind === 'verb' ? Object.keys(func.verb.input?.fields ?? {}) : [];
  }
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openTestDb } from '../helpers/db.ts';
import { differences, snapshot } from '../helpers/snapshot.ts';
import type { Tree } from '../helpers/tree.ts';
import { plantForChanges } from './changed-tree.ts';
import { changes, type Change } from './changes.ts';
import { allFuncs, ask, outcome } from './support.ts';

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
    const chance =
      /(?<="id":"|\\")[\w-]{16}(?=\\?")|(?<=revision: )\d+|(?<=(?:agent_hash|panel_key): null → )[\w-]+|\$6\$[^\s",]+/g;
    return differences(base, await snapshot(open())).map((line) => line.replace(chance, '*'));
  }

  const open = (): Knex => {
    if (!db) throw new Error('no database is open');
    return db;
  };

  async function freshTree(): Promise<Tree> {
    await db?.destroy();
    db = await openTestDb();
    return plantForChanges(db, now);
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

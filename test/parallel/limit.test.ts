import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import type { Knex } from 'knex';
import { migrateUp } from '../../src/db/migrations.ts';
import { hashPassword } from '../../src/modules/logins/index.ts';
import { said, Sublet } from '../cli/run.ts';
import { ask, outcome } from '../contract/support.ts';
import { createScratch, type Scratch } from '../db/scratch.ts';
import { databaseUrl } from '../helpers/db.ts';
import { freePort } from '../helpers/mariadb.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { Visitor } from '../matrix/house.ts';

const limit = 100;
const wanted = 400;

/** North already has alice and bob, who count too. */
const before = 2;
const form = (index: number): Record<string, string> => ({
  name: `u${String(index)}`,
  diskMax: '0',
  trafficMax: '0',
  sitesMax: '0',
});

describe(`${String(wanted)} users made at once below a limit of ${String(limit)}`, function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let db: Knex;
  let tree: Tree;
  beforeEach(async () => {
    scratch = await createScratch();
    db = scratch.open();
    await migrateUp(db);
    tree = await buildTree(db);
    await db('accounts').where({ name: 'north' }).update({ users_max: limit });
  });
  afterEach(() => scratch.remove());

  async function assertFull(answers: ReadonlyMap<string | number, number>): Promise<void> {
    assert.deepEqual(Object.fromEntries(answers), expectedAnswers(answers));
    const rows = await db('accounts')
      .where({ parent_id: tree.ids.north, level: 'user' })
      .whereNull('deleted_at')
      .select('name');
    assert.equal(rows.length, limit);
    const sums = await db('accounts').whereIn('name', ['north', 'root']).orderBy('name').pluck('users_used');
    assert.deepEqual(sums, [limit, limit + 2]);
    const made = limit - before;
    assert.equal(
      (await db('audit').where({ func: 'user.create' }).where('object', 'like', 'u%').select('id')).length,
      made,
    );
    assert.equal((await db('logins').where('login', 'like', 'u%').select('id')).length, made);
  }

  const expectedAnswers = (answers: ReadonlyMap<string | number, number>): Record<string, number> => {
    const [done, refused] = answers.has('done') ? ['done', 'limit'] : ['303', '422'];
    return { [done]: limit - before, [refused]: wanted - limit + before };
  };

  function tally<T extends string | number>(answers: readonly T[]): Map<T, number> {
    const count = new Map<T, number>();
    for (const answer of answers) count.set(answer, (count.get(answer) ?? 0) + 1);
    return count;
  }

  it('are exactly as many as fit, in one process', async () => {
    const work = Array.from({ length: wanted }, (_, index) =>
      outcome(ask(tree.ctxOf('north'), 'user.edit', { params: form(index), sok: true })),
    );
    await assertFull(tally(await Promise.all(work)));
  });

  it('are exactly as many as fit, through the pages of two processes', async () => {
    const password = 'correct horse battery staple';
    await db('logins')
      .where({ login: 'north' })
      .update({ password_hash: await hashPassword(password) });
    const sublets = [new Sublet(), new Sublet()];
    try {
      const visitors = await Promise.all(sublets.map((sublet) => visitorOf(sublet)));
      for (const visitor of visitors) await visitor.signIn('north');
      let next = 0;
      const answers: number[] = [];
      const send = async (visitor: Visitor): Promise<void> => {
        for (let index = next++; index < wanted; index = next++)
          answers.push((await visitor.post('/user.edit', form(index))).status);
      };
      await Promise.all(visitors.flatMap((visitor) => Array.from({ length: 15 }, () => send(visitor))));
      await assertFull(tally(answers));
    } finally {
      for (const sublet of sublets) sublet.remove();
    }
  });

  /** A process of its own on the same database. */
  async function visitorOf(sublet: Sublet): Promise<Visitor> {
    const port = String(await freePort());
    const place = databaseUrl === null ? { DATA_DIR: scratch.dataDir } : { DATABASE_URL: scratch.url ?? '' };
    const child: ChildProcess = sublet.start(['serve'], { PORT: port, LOG_LEVEL: 'info', ...place });
    await said(child, /"msg":"listening"/);
    return new Visitor(`http://127.0.0.1:${port}`);
  }
});

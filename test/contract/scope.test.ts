import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantSessions, plantSites } from '../helpers/plant.ts';
import { plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { openTickets, pairs } from '../helpers/tickets.ts';
import { buildTree, type Name, type Tree } from '../helpers/tree.ts';
import type { Row } from '../../src/panel/answer.ts';
import type { AnyModule } from '../../src/panel/define.ts';
import { ask, listNames, listOf, moduleOf, outcome, rowsOf, type List } from './support.ts';

/** Whose rows each of the people sees, list by list; a list that is not here fails. */
const seen: Readonly<Record<string, Partial<Record<Name, readonly string[]>>>> = {
  reseller: { root: ['north', 'south'] },
  user: { root: ['alice', 'bob', 'carol', 'dave'], north: ['alice', 'bob'], south: ['carol'] },
  site: {
    root: ['alice', 'carol'],
    north: ['alice'],
    south: ['carol'],
    alice: ['alice'],
    carol: ['carol'],
    bob: [],
    dave: [],
  },
  // By whoever has asked.
  ticket: {
    root: ['dave', 'north', 'south'],
    north: ['alice', 'north'],
    south: ['carol', 'south'],
    alice: ['alice'],
    carol: ['carol'],
    dave: ['dave'],
    bob: [],
  },
  server: { root: ['everybody'] },
  problem: {
    root: ['alice', 'bob', 'carol', 'dave'],
    north: ['alice', 'bob'],
    south: ['carol'],
    alice: ['alice'],
    bob: ['bob'],
    carol: ['carol'],
    dave: ['dave'],
  },
  drift: { root: ['everybody'] },
  ticketcategory: { root: ['root'], north: ['north'], south: ['south'] },
  savedanswer: { root: ['root'], north: ['north'], south: ['south'] },
  outbox: { root: ['everybody'] },
  notification: Object.fromEntries(
    (['root', 'north', 'south', 'alice', 'bob', 'carol', 'dave'] as const).map((name) => [name, [name]]),
  ),
  journal: {
    root: ['north', 'south', 'alice', 'bob', 'carol', 'dave'],
    north: ['north', 'alice', 'bob'],
    south: ['south', 'carol'],
    alice: ['alice'],
    bob: ['bob'],
    carol: ['carol'],
    dave: ['dave'],
  },
  session: Object.fromEntries(
    (['root', 'north', 'south', 'alice', 'bob', 'carol', 'dave'] as const).map((name) => [name, [name]]),
  ),
};

describe('every list', () => {
  let db: Knex;
  let tree: Tree;
  let everyone: Name[];
  let loginNames: ReadonlyMap<string, string>;
  before(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    await plantSites(db, tree, 'alice', 3);
    await plantSites(db, tree, 'carol', 2);
    await plantSessions(db, tree, 2);
    await openTickets(tree);
    await db('notifications').del();
    await plantSupport(db, tree, 2);
    await plantMails(db, 2);
    await plantServers(db, 2);
    await plantProblems(db);
    await plantDrift(db, 2);
    await plantNotifications(db, Object.keys(tree.ids) as Name[], 2);
    everyone = Object.keys(tree.ids) as Name[];
    const logins = await db('logins').select('id', 'login');
    loginNames = new Map(logins.map(({ id, login }) => [String(id).padStart(4, '0'), login]));
  });
  after(() => db.destroy());

  /** Whose a row is: an account's own name, a site's owner, who has asked in a ticket, a record's object, a session's login. */
  function ownerOf(func: string, row: Row): string {
    const named = String(row['name'] ?? row['subject'] ?? row['object']);
    const owners: Readonly<Record<string, () => string>> = {
      site: () => String(row['owner']),
      session: () => loginNames.get(String(row['id']).slice(0, 4)) ?? '',
      outbox: () => 'everybody',
      server: () => 'everybody',
      drift: () => 'everybody',
      problem: () => String(row['owner']),
    };
    const asker = pairs[Number(/^#(\d+)$/.exec(named)?.[1]) - 1]?.[0];
    return owners[func]?.() ?? asker ?? / of (\w+)$/.exec(named)?.[1] ?? named;
  }

  /** All rows that anybody sees. */
  async function everyRow(func: string): Promise<Row[]> {
    const rows = new Map<unknown, Row>();
    for (const name of everyone) {
      const { viewer } = tree.ctxOf(name);
      if ((await moduleOf(func)).levels.includes(viewer.level))
        for (const row of await rowsOf(tree.ctxOf(name), func)) rows.set(row['id'], row);
    }
    return [...rows.values()];
  }

  it('says who sees what', () => {
    assert.deepEqual(Object.keys(seen).sort(), [...listNames].sort());
  });

  for (const listName of listNames)
    describe(listName, () => {
      let module: AnyModule;
      let list: List;
      before(async () => {
        module = await moduleOf(listName);
        list = await listOf(listName);
      });

      it('shows everybody the rows in their scope and no others', async () => {
        for (const name of everyone) {
          const ctx = tree.ctxOf(name);
          if (!module.levels.includes(ctx.viewer.level)) continue;
          for (const params of [{}, { deleted: 'on' }, { p_col: '-name' }]) {
            const rows = await rowsOf(ctx, module.name, params);
            const owners = new Set(rows.map((row) => ownerOf(module.name, row)));
            assert.deepEqual([...owners].sort(), [...(seen[module.name]?.[name] ?? [])].sort(), name);
          }
        }
      });

      it('finds nobody else’s rows by filter', async () => {
        const needle = { site: 'carol', session: 'curl' }[module.name] ?? 'carol';
        for (const name of everyone) {
          const ctx = tree.ctxOf(name);
          if (!module.levels.includes(ctx.viewer.level)) continue;
          const rows = await rowsOf(ctx, module.name, { filter: needle, deleted: 'on' });
          const mine = seen[module.name]?.[name] ?? [];
          for (const row of rows)
            assert.ok(mine.includes(ownerOf(module.name, row)), `${name} finds ${JSON.stringify(row)}`);
        }
      });

      it('calls by name only rows in scope, by id and by name', async () => {
        const whole = await everyRow(listName);
        const elids = whole.flatMap((row) => [String(row['id']), String(row[list.key])]);
        for (const name of everyone) {
          const ctx = tree.ctxOf(name);
          if (!module.levels.includes(ctx.viewer.level)) continue;
          const mine = (await rowsOf(ctx, module.name)).flatMap((row) => [String(row['id']), String(row[list.key])]);
          const names = await list.names(ctx, [...elids, '999999', 'nobody', '-1', '1e3', "' or 1=1 --"]);
          for (const elid of names.keys()) assert.ok(mine.includes(elid), `${name} is told of ${elid}`);
        }
      });

      it('opens nobody else’s rows in its form', async () => {
        if (!module.form) return;
        const rows = await everyRow(listName);
        for (const name of everyone) {
          if (!module.levels.includes(tree.ctxOf(name).viewer.level)) continue;
          for (const row of rows) {
            const mine = (seen[listName]?.[name] ?? []).includes(ownerOf(listName, row));
            assert.equal(await opened(name, row['id']), mine ? 'done' : 'not_found', `${name} ${String(row['id'])}`);
            if (!mine) assert.equal(await opened(name, row[list.key]), 'not_found', `${name} ${String(row[list.key])}`);
          }
        }
      });

      const opened = (name: Name, elid: unknown): ReturnType<typeof outcome> =>
        outcome(ask(tree.ctxOf(name), `${listName}.edit`, { elids: [String(elid)] }));
    });
});

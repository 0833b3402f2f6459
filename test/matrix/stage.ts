import type { Knex } from 'knex';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantSites } from '../helpers/plant.ts';
import { plantMails, plantSupport } from '../helpers/plant-support.ts';
import { openTickets } from '../helpers/tickets.ts';
import { openHouse, type House, type Visitor } from './house.ts';

/** A house with something of everything in it, and those who look at its pages. */
export interface Stage {
  readonly db: Knex;
  readonly house: House;
  readonly visitors: ReadonlyMap<string, Visitor>;
  /** Rows to ask a func for, somebody's or other. */
  elidsOf(func: string): readonly string[];
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const db = await openTestDb();
  const house = await openHouse(db);
  await plantSites(db, house.tree, 'alice', 3);
  await plantSupport(db, house.tree, 1);
  await plantMails(db, 4);
  await plantServers(db, 3);
  await plantProblems(db);
  await plantDrift(db, 3);
  await openTickets(house.tree, { files: true });
  const [root, north] = [await house.signIn('root'), await house.signIn('north')];
  for (const elid of ['bob', 'carol'])
    await root.post('/do', { func: 'user.disable', elid, reason: 'unpaid', sok: 'ok' });
  await root.post('/user.edit', { elid: 'alice', displayName: 'Alice', comment: 'changed' });
  await north.post('/do', { func: 'user.delete', elid: 'bob', sok: 'ok', typed: 'bob' });
  await north.post('/do', { func: 'ticketcategory.retire', elid: '2', sok: 'ok' });
  const visitors = new Map([
    ['root', root],
    ['north', north],
    ['alice', await house.signIn('alice')],
    ['root as north', await root.enter('reseller.enter', 'north')],
    ['north as alice', await north.enter('user.enter', 'alice')],
  ]);
  const asNorth = visitors.get('root as north');
  await asNorth?.post('/ticket.reply', { elid: '1', text: 'By whoever acts.' });
  const { ids } = house.tree;
  // The tickets of alice and of north with those above them, and the files in them.
  const elids: Readonly<Record<string, readonly string[]>> = {
    reseller: [String(ids.north)],
    user: [String(ids.alice)],
    site: ['1'],
    server: ['2', '4'],
    problem: ['1'],
    drift: ['1'],
    ticket: ['1', '4'],
    ticketcategory: ['1', '2'],
    savedanswer: ['1', '2'],
    outbox: ['1', '2'],
    notification: ['1', '4'],
    'ticket.file': ['1', '3'],
    'ticket.preview': ['1', '10'],
  };
  return {
    db,
    house,
    visitors,
    elidsOf: (func) => elids[func] ?? elids[func.split('.')[0] ?? ''] ?? [],
    async close() {
      await house.close();
      await db.destroy();
    },
  };
}

import type { Knex } from 'knex';
import { plantHost } from '../helpers/plant-host.ts';
import { plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantSessions, plantSites } from '../helpers/plant.ts';
import { plantedOf, plantFile, plantMails, plantNotifications, plantSupport } from '../helpers/plant-support.ts';
import { openTickets, ticketOf } from '../helpers/tickets.ts';
import { buildTree, type Tree } from '../helpers/tree.ts';
import { ask } from './support.ts';

/** A tree in which each of `changes` can be made, in an empty database. */
export async function plantForChanges(db: Knex, now: number): Promise<Tree> {
  const tree = await buildTree(db);
  await plantSites(db, tree, 'alice', 4);
  await plantHost(db, tree, now);
  await plantSessions(db, tree, 2);
  await openTickets(tree, { now });
  await plantSupport(db, tree, 3);
  await plantFile(db, tree);
  await plantMails(db, 2);
  await plantServers(db, 2, now);
  await plantProblems(db);
  await plantNotifications(db, ['north', 'alice'], 2);
  await ask(tree.ctxOf('north', now), 'ticketcategory.retire', { elids: plantedOf('north', 3).slice(2) });
  for (const client of ['north', 'south'] as const)
    await ask(tree.ctxOf('root', now), 'ticket.close', { elids: [ticketOf(client)] });
  await ask(tree.ctxOf('root', now), 'ticket.archive', { elids: [ticketOf('north')] });
  await ask(tree.ctxOf('root', now), 'reseller.edit', { params: { name: 'empty' }, sok: true });
  await ask(tree.ctxOf('south', now), 'user.disable', { elids: ['carol'] });
  await ask(tree.ctxOf('root', now), 'reseller.disable', { elids: ['south'] });
  return tree;
}

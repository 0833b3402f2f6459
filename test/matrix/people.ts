import type { Ctx, Level } from '../../src/kernel/ctx.ts';
import { ask } from '../contract/support.ts';
import { openTestDb } from '../helpers/db.ts';
import { plantDrift, plantProblems, plantServers } from '../helpers/plant-servers.ts';
import { plantSites } from '../helpers/plant.ts';
import { snapshot } from '../helpers/snapshot.ts';
import { plantSupport } from '../helpers/plant-support.ts';
import { openTickets } from '../helpers/tickets.ts';
import type { Name } from '../helpers/tree.ts';
import { openHouse, type House, type Visitor } from './house.ts';

/** What becomes of somebody's requests before it is asked which func: they are answered, sent to sign in, or over. */
export type Standing = Level | 'signedOut' | 'over';

export interface Person {
  readonly name: string;
  readonly visitor: Visitor;
  readonly standing: Standing;
  /** Working in another's panel. */
  readonly acting: boolean;
  /** Whose panel it is, '' of nobody's: what only this account reads. */
  readonly panel: Name | '';
  /** The accounts whose names and texts this person may read; everybody else's are in no page. */
  readonly knows: readonly string[];
  /** Accounts that one only talks to: their name and display name stand in tickets, and nothing else of them. */
  readonly meets: readonly string[];
}

/** Whether this person is answered at all. */
export const isIn = ({ standing }: Person): boolean => standing !== 'signedOut' && standing !== 'over';

export const tenants = ['north', 'south', 'alice', 'bob', 'carol', 'dave', 'west', 'wendy'];
const all = ['root', ...tenants];
const norths = ['north', 'alice', 'bob'];

/** A text of each account that nobody could have guessed. */
export const canary = (name: string): string => `canary-of-${name}`;
/** What it is shown by to those whom it talks to. */
export const displayed = (name: string): string => `display-${canary(name)}`;

/** The house with reseller west and its user wendy in it, sites, and a text in each account to look for. */
export interface Town {
  readonly house: House;
  readonly people: readonly Person[];
  /** What the database holds once stopped sessions have ended, which they do with their next request. */
  settled(): ReturnType<typeof snapshot>;
  close(): Promise<void>;
}

export async function openTown(): Promise<Town> {
  const db = await openTestDb();
  const house = await openHouse(db);
  const root = (): Ctx => house.tree.ctxOf('root');
  await ask(root(), 'reseller.edit', { params: { name: 'west' }, sok: true });
  await ask(root(), 'user.edit', { params: { name: 'wendy', reseller: 'west' }, sok: true });
  await house.letIn('west', 'wendy');
  await plantSites(db, house.tree, 'alice', 3);
  await plantSites(db, house.tree, 'carol', 3);
  for (const name of tenants)
    await db('accounts')
      .where({ name })

      .update({ display_name: displayed(name), email: `${canary(name)}@example.com`, comment: canary(name) });
  await openTickets(house.tree, { files: true });
  await plantSupport(db, house.tree, 1);
  await plantServers(db, 3);
  await plantProblems(db);
  await plantDrift(db, 2);
  const people = await everybody(house);
  return {
    house,
    people,
    async settled() {
      for (const { visitor } of people) await visitor.get('/overview');
      return snapshot(db);
    },
    async close() {
      await house.close();
      await db.destroy();
    },
  };
}

/** Everybody the matrix asks as: reseller west and its user wendy, and bob, are disabled while they are signed in. */
async function everybody(house: House): Promise<Person[]> {
  const root = await house.signIn('root');
  const one = async (name: Name, standing: Level, knows: readonly string[]): Promise<Person> => ({
    name,
    visitor: name === 'root' ? root : await house.signIn(name),
    standing,
    acting: false,
    panel: name,
    knows,
    meets: name === 'carol' ? ['south'] : [],
  });
  const people = [
    await one('root', 'admin', all),
    await one('north', 'reseller', norths),
    await one('south', 'reseller', ['south', 'carol']),
    // Who has worked in one's panel stands in one's journal.
    await one('alice', 'user', ['alice', 'north']),
    await one('carol', 'user', ['carol']),
    await one('dave', 'user', ['dave']),
  ];
  return [...people, ...(await signedOut(house, root)), ...(await actors(house, root))];
}

async function signedOut(house: House, root: Visitor): Promise<Person[]> {
  const nobody = { standing: 'signedOut', acting: false, panel: '', knows: [], meets: [] } as const;
  const bob = await house.signIn('bob');
  const wendy = await house.signIn('wendy');
  const west = await house.signIn('west');
  await root.post('/do', { func: 'user.disable', elid: 'bob', sok: 'ok' });
  await root.post('/do', { func: 'reseller.disable', elid: 'west', sok: 'ok' });
  return [
    { name: 'a stranger', visitor: house.stranger(), ...nobody },
    { name: 'a disabled user', visitor: bob, ...nobody },
    { name: 'a disabled reseller', visitor: west, ...nobody },
    { name: 'a user of a disabled reseller', visitor: wendy, ...nobody },
  ];
}

async function actors(house: House, root: Visitor): Promise<Person[]> {
  const north = await house.signIn('north');
  const asNorth = await root.enter('reseller.enter', 'north');
  const asAlice = await north.enter('user.enter', 'alice');
  const chained = await asNorth.enter('user.enter', 'alice');
  const ended = await root.enter('user.enter', 'carol');
  await ended.post('/return');
  const over = { standing: 'over', acting: true, panel: '', knows: [], meets: [] } as const;
  const inside = { acting: true, meets: [] } as const;
  const tab = (base: string): Visitor => north.inPanel(base);
  return [
    {
      name: 'root as north',
      visitor: asNorth,
      standing: 'reseller',
      panel: 'north',
      knows: [...norths, 'root'],
      ...inside,
    },
    {
      name: 'north as alice',
      visitor: asAlice,
      standing: 'user',
      panel: 'alice',
      knows: ['alice', 'north'],
      ...inside,
    },
    {
      name: 'root as north as alice',
      visitor: chained,
      standing: 'user',
      panel: 'alice',
      knows: ['alice', 'north', 'root'],
      ...inside,
    },
    { name: 'root as carol, ended', visitor: ended, ...over },
    { name: 'north with root’s grant', visitor: tab(asNorth.base), ...over },
    { name: 'north with root’s inner grant', visitor: tab(chained.base), ...over },
    {
      name: 'north with its grant of another session',
      visitor: (await house.signIn('north')).inPanel(asAlice.base),
      ...over,
    },
    { name: 'north with a forged grant', visitor: tab('/as/AAAAAAAAAAAAAAAA'), ...over },
    { name: 'alice with north’s grant', visitor: (await house.signIn('alice')).inPanel(asAlice.base), ...over },
    {
      name: 'root signed in anew with its old grant',
      visitor: (await house.signIn('root')).inPanel(asNorth.base),
      ...over,
    },
  ];
}

import type { Level } from '../../src/kernel/ctx.ts';
import type { Name } from '../helpers/tree.ts';
import type { House, Visitor } from './house.ts';

/** What becomes of somebody's requests before it is asked which func: they are answered, sent to sign in, or over. */
export type Standing = Level | 'signedOut' | 'over';

export interface Person {
  readonly name: string;
  readonly visitor: Visitor;
  readonly standing: Standing;
  /** Working in another's panel. */
  readonly acting: boolean;
  /** The accounts whose names and texts this person may read; everybody else's are in no page. */
  readonly knows: readonly string[];
}

const all = ['root', 'north', 'south', 'alice', 'bob', 'carol', 'dave', 'west', 'wendy'];
const norths = ['north', 'alice', 'bob'];

/** Everybody the matrix asks as: reseller west and its user wendy, and bob, are disabled while they are signed in. */
export async function everybody(house: House): Promise<Person[]> {
  const root = await house.signIn('root');
  const one = async (name: Name, standing: Level, knows: readonly string[]): Promise<Person> => ({
    name,
    visitor: name === 'root' ? root : await house.signIn(name),
    standing,
    acting: false,
    knows,
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
  const nobody = { standing: 'signedOut', acting: false, knows: [] } as const;
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
  const over = { standing: 'over', acting: true, knows: [] } as const;
  const tab = (base: string): Visitor => north.inPanel(base);
  return [
    { name: 'root as north', visitor: asNorth, standing: 'reseller', acting: true, knows: [...norths, 'root'] },
    { name: 'north as alice', visitor: asAlice, standing: 'user', acting: true, knows: ['alice', 'north'] },
    {
      name: 'root as north as alice',
      visitor: chained,
      standing: 'user',
      acting: true,
      knows: ['alice', 'north', 'root'],
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

import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { pino } from 'pino';
import type { Ctx, Viewer } from '../../src/kernel/ctx.ts';
import { allFeatures } from '../../src/kernel/features.ts';
import { inTransaction } from '../../src/kernel/transaction.ts';
import { createAccount, createOwnerLogin, ensureRoot } from '../../src/modules/accounts/index.ts';
import { createLogin, findLoginByName, localAdministrator } from '../../src/modules/logins/index.ts';
import { findPresent } from '../../src/modules/viewer/index.ts';
import { installation } from './installation.ts';

/** Resellers north and south; users alice and bob of north, carol of south, dave of the administrator. */
const house = { north: 'root', south: 'root', alice: 'north', bob: 'north', carol: 'south', dave: 'root' } as const;
const resellers: readonly string[] = ['north', 'south'];

export type Name = 'root' | keyof typeof house;

export const GiB = 2 ** 30;
export const GB = 10 ** 9;

type Limits = Partial<Record<'users' | 'disk' | 'traffic' | 'sites', number | null>>;

/** North and all below it are limited; everybody else is not. */
const limits: Readonly<Record<keyof typeof house, Limits>> = {
  north: { users: 10, disk: 100 * GiB, traffic: 1000 * GB, sites: 50 },
  alice: { disk: 10 * GiB, traffic: 100 * GB, sites: 10 },
  bob: { disk: 20 * GiB, traffic: 200 * GB, sites: 20 },
  south: {},
  carol: {},
  dave: {},
};

export interface Tree {
  /** Ids by name. */
  readonly ids: Readonly<Record<Name, number>>;
  /** As this account's owner, with an op_id of its own each time; what the viewer may do is as when the tree was built. */
  ctxOf(name: Name, now?: number): Ctx;
  /** The same with everything read again: after access rules, features or limits have been changed. */
  present(name: Name): Promise<Ctx>;
}

/** Builds the tree with the services that the panel itself uses. Nobody has a password, which would take its time. */
export async function buildTree(db: Knex): Promise<Tree> {
  const local = (): Promise<Ctx> =>
    localAdministrator({
      db,
      log: pino({ level: 'silent' }),
      now: Date.now(),
      lang: 'en',
      tz: 'UTC',
      name: 'test',
      address: '',
      installation,
    });
  const ids = await inTransaction(await local(), makeAccounts);
  const names = Object.keys(ids) as Name[];
  const base = await local();
  const load = async (name: Name): Promise<Ctx> => ctxWith(base, await signedIn(db, name));
  const loaded = new Map(await Promise.all(names.map(async (name) => [name, await load(name)] as const)));
  return {
    ids,
    present: load,
    ctxOf(name, now = Date.now()) {
      const ctx = loaded.get(name);
      if (!ctx) throw new Error(`there is no ${name}`);
      return { ...ctx, now, opId: randomUUID() };
    },
  };
}

async function makeAccounts(tx: Ctx): Promise<Record<Name, number>> {
  const root = await ensureRoot(tx);
  await createLogin(tx, {
    accountId: root.id,
    name: 'root',
    email: 'root@example.com',
    passwordHash: null,
    owner: true,
  });
  const ids: Partial<Record<Name, number>> = { root: root.id };
  for (const [name, parent] of Object.entries(house) as [keyof typeof house, Name][]) {
    const given = {
      name,
      displayName: `${name} Ltd`,
      email: `${name}@example.com`,
      limits: limits[name],
      features: allFeatures,
    };
    const row = await createAccount(tx, resellers.includes(name) ? 'reseller' : 'user', ids[parent] ?? 0, given);
    await createOwnerLogin(tx, row, null);
    ids[name] = row.id;
  }
  return ids as Record<Name, number>;
}

interface SignedIn {
  readonly viewer: Viewer;
  readonly loginId: number;
}

async function signedIn(db: Knex, name: string): Promise<SignedIn> {
  const login = await findLoginByName({ db }, name);
  if (!login) throw new Error(`there is no login ${name}`);
  const asked = { db, registry: new Map(), loginId: login.id, sessionId: '', grantId: null, now: Date.now() };
  const present = await findPresent(asked);
  if (!present) throw new Error(`${name} may not sign in`);
  return { viewer: present.viewer, loginId: login.id };
}

const ctxWith = (base: Ctx, { viewer, loginId }: SignedIn): Ctx => ({
  ...base,
  opId: randomUUID(),
  viewer,
  real: { loginId, name: viewer.name, accountId: viewer.id, address: '127.0.0.1', sessionId: null },
});

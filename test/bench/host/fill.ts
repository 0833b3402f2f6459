import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { pino } from 'pino';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { allFeatures } from '../../../src/kernel/features.ts';
import { inTransaction } from '../../../src/kernel/transaction.ts';
import { createAccount } from '../../../src/modules/accounts/index.ts';
import { localAdministrator } from '../../../src/modules/logins/index.ts';
import { createSite } from '../../../src/modules/sites/site.service.ts';
import { installation } from '../../helpers/installation.ts';

export const userName = (index: number): string => `u${String(index).padStart(4, '0')}`;
export const domainOf = (user: number, site: number): string => `site${String(site)}.${userName(user)}.example`;

/** One reseller with so many users, each with so many sites: every other one with PHP, every third with HTTPS. */
export async function fill(db: Knex, users: number, sites: number): Promise<void> {
  const log = pino({ level: 'silent' });
  const who = { name: 'bench', address: '', lang: 'en', tz: 'UTC', installation } as const;
  const ctx = async (): Promise<Ctx> => ({
    ...(await localAdministrator({ db, log, now: Date.now(), ...who })),
    opId: randomUUID(),
  });
  const all = { features: allFeatures, limits: {} };
  const north = await inTransaction(await ctx(), async (tx) =>
    createAccount(tx, 'reseller', tx.viewer.id, { name: 'north', ...all }),
  );
  for (let from = 0; from < users; from += 100)
    await inTransaction(await ctx(), async (tx) => {
      for (let user = from; user < Math.min(from + 100, users); user += 1) await addUser(tx, north.id, user, sites);
    });
}

async function addUser(tx: Ctx, parentId: number, user: number, sites: number): Promise<void> {
  const name = userName(user);
  await createAccount(tx, 'user', parentId, { name, features: allFeatures, limits: {} });
  for (let site = 0; site < sites; site += 1) {
    const flags = { php: (user + site) % 2 === 0, https: (user + site) % 3 === 0, cgi: false, ssi: site === 1 };
    await createSite(tx, { name: domainOf(user, site), owner: name, ...flags });
  }
}

import { randomUUID } from 'node:crypto';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { blank } from '../../src/modules/accounts/account.service.ts';
import { createUser } from '../../src/modules/users/user.service.ts';
import { disableReseller, enableReseller } from '../../src/modules/resellers/reseller.service.ts';
import { median } from './measure.ts';
import type { Place } from './place.ts';
import { ms, type Report } from './report.ts';

const times = 150;

/** Making a user, against one bare insert of an account in a transaction; and disabling the reseller with most users. */
export async function measureWrites(report: Report, place: Place): Promise<void> {
  const ctx = await place.ctx();
  const bare = await middleOf(() => insertBare(place));
  const create = await middleOf((n) => createUser(fresh(ctx), userForm(n)));
  report.add({
    what: 'create user, against a bare insert transaction',
    value: `${(create / bare).toFixed(1)} times`,
    aim: 'under 10 times',
    met: create / bare < 10,
    note: `${ms(create)} and ${ms(bare)}`,
  });
  const [reseller] = await place
    .db('accounts')
    .where({ level: 'reseller', holds: 0 })
    .orderBy('users_used', 'desc')
    .limit(1);
  if (!reseller) throw new Error('there is no reseller');
  const disable = await middleOf(async () => {
    await disableReseller(fresh(ctx), reseller.name, 'bench');
    await enableReseller(fresh(ctx), reseller.name, false);
  });
  report.add({ what: `disable and enable a reseller of ${String(reseller.users_used)} users`, value: ms(disable) });
}

const fresh = (ctx: Ctx): Ctx => ({ ...ctx, opId: randomUUID() });

export async function middleOf(work: (n: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const begun = performance.now();
    await work(n);
    taken.push(performance.now() - begun);
  }
  return median(taken.slice(20));
}

export async function insertBare({ db }: Place): Promise<void> {
  const { id: _none, ...row } = blank('user', 1, `bare${randomUUID().slice(0, 8)}`, Date.now());
  await db.transaction(async (trx) => {
    await trx('accounts').insert(row);
  });
}

const userForm = (n: number): Parameters<typeof createUser>[1] => ({
  ...{
    name: `bench${String(n)}`,
    password: '',
    displayName: 'Anna Müller',
    server: '',
    email: `anna${String(n)}@example.net`,
    comment: '',
  },
  ...{ diskMax: 2 ** 30, trafficMax: 10 ** 9, sitesMax: 3, reseller: '' },
  ...{ shell: false, cgi: false, php: true, ssi: false, https: true },
});

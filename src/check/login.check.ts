import { randomUUID } from 'node:crypto';
import { audit } from '../kernel/audit.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { reading } from './account.store.ts';
import { differs, pages, type Fault, type Tally } from './fault.ts';
import { lockLogin, loginsAfter, saveBell, unseenOf, type Ringing } from './login.store.ts';

/** Goes through all logins: whether their bells ring as often as there is something that they have not seen. */
export async function* checkLogins(ctx: Ctx, tally: Tally, repair: boolean): AsyncGenerator<Fault> {
  for await (const rows of pages(ctx, loginsAfter)) {
    const unseen = await unseenOf(
      ctx,
      rows.map(({ id }) => id),
    );
    for (const row of rows) {
      if (row.bell === (unseen.get(row.id) ?? 0)) continue;
      const look = (tx: Ctx): Promise<Fault[]> => compare(tx, row.id, repair);
      const faults = await (repair ? inTransaction({ ...ctx, opId: randomUUID() }, look) : reading(ctx, look));
      if (repair) tally.repaired += faults.length;
      yield* faults;
    }
  }
}

/** Looked at again with the login locked: while all are read, others ring. */
async function compare(tx: Ctx, id: number, repair: boolean): Promise<Fault[]> {
  const row: Ringing | undefined = await lockLogin(tx, id);
  const truth = (await unseenOf(tx, [id])).get(id) ?? 0;
  if (row === undefined || row.bell === truth) return [];
  if (repair) await mend(tx, row, truth);
  return [differs(`login ${row.login} (${String(id)})`, 'bell', row.bell, truth)];
}

async function mend(tx: Ctx, { id, login, account_id, bell }: Ringing, truth: number): Promise<void> {
  await saveBell(tx, id, truth);
  const object = { kind: 'login', id, name: login, subjectId: account_id, scopeId: null };
  await audit(tx, 'check.repair', object, { before: { bell }, after: { bell: truth } });
}

import { randomUUID } from 'node:crypto';
import { audit } from '../kernel/audit.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { reading } from './account.store.ts';
import { changed, differs, type Fault, type Tally } from './fault.ts';
import { countedServers, lockServer, saveServerCounts, type CountedServer } from './server.store.ts';

type Counts = Parameters<typeof saveServerCounts>[2];

/** What servers keep: how many users and failures they have, and the uid that the next one gets. */
export async function* checkServers(ctx: Ctx, tally: Tally, repair: boolean): AsyncGenerator<Fault> {
  for (const server of await reading(ctx, countedServers)) {
    const faults = faultsOf(server, truth(server));
    if (faults.length === 0) continue;
    if (repair) {
      await repairServer(ctx, server);
      tally.repaired += faults.length;
    }
    yield* faults;
  }
}

const truth = (server: CountedServer): Counts =>
  changed(server, {
    accounts_count: server.accounts,
    failures_count: server.failures,
    next_uid: Math.max(server.next_uid, (server.last_uid ?? 0) + 1),
  });

const faultsOf = (server: CountedServer, change: Counts): Fault[] =>
  Object.entries(change).map(([column, right]) =>
    differs(`server ${server.name} (${String(server.id)})`, column, server[column as keyof Counts], right),
  );

async function repairServer(ctx: Ctx, { id, name }: CountedServer): Promise<void> {
  await inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
    await lockServer(tx, id);
    const server = (await countedServers(tx)).find((one) => one.id === id);
    const change = server === undefined ? {} : truth(server);
    if (Object.keys(change).length === 0) return;
    await saveServerCounts(tx, id, change);
    await audit(tx, 'check.repair', { kind: 'server', id, name, subjectId: null, scopeId: null }, { after: change });
  });
}

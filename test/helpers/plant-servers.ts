import type { Knex } from 'knex';
import { fold } from '../../src/kernel/fold.ts';
import { hostFaults } from '../../src/kernel/host.ts';
import { blankServer } from '../../src/modules/servers/local.store.ts';
import { insertAll, oddTexts } from './plant.ts';

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const base = 1_700_000_000_000;
const count = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

/** The name of one of the servers that `plantServers` makes. */
export const plantedServer = (index: number): string => `web-${String(index)}`;

const facts = JSON.stringify({
  hostname: 'web1.example',
  system: 'Debian GNU/Linux 12 (bookworm)',
  kernel: '6.1.0',
  cpus: 2,
  memoryBytes: 4 * 2 ** 30,
  disk: { totalBytes: 100 * 2 ** 30, freeBytes: 60 * 2 ** 30 },
  programs: { nginx: '1.22.1', php: '8.2.7', fcgiwrap: null },
  quota: 'none',
});

/** Servers in every state, with nobody on them. */
export async function plantServers(db: Knex, each: number, now = Date.now()): Promise<void> {
  const rows = count(each, (index) => {
    const name = plantedServer(index);
    const address = pick(['192.0.2.7', '2001:db8::7', `${name}.example.com`], index);
    const seen = pick([null, now, now, now - 3_600_000], index);
    return {
      ...blankServer(name, base + pick([0, 5, 5, 7], index)),
      address,
      search: fold(`${name} ${address}`),
      seen_at: seen,
      revision: base + 9,
      applied: pick([0, base + 9, base], index),
      version: seen === null ? '' : '0.1.0',
      problem: pick(['', '', '', 'the disk is full'], index + 1),
      facts: seen === null ? '{}' : facts,
    };
  });
  await insertAll(db, 'servers', rows);
}

/** Every user and every site that has none yet has a problem on the panel's own machine: users first, each in the order of ids. */
export async function plantProblems(db: Knex): Promise<void> {
  const server = await db('servers').where({ is_local: true }).first('id');
  const users = await db('accounts').where({ level: 'user' }).orderBy('id').select('id', 'name');
  const sites = await db('sites').orderBy('id').select('id', 'account_id');
  const objects = [
    ...users.map(({ id }) => ({ kind: 'account' as const, object_id: id, account_id: id })),
    ...sites.map(({ id, account_id }) => ({ kind: 'site' as const, object_id: id, account_id })),
  ];
  const known = await db('host_failures').select('kind', 'object_id');
  const isNew = ({ kind, object_id: id }: (typeof objects)[number]): boolean =>
    !known.some((row) => row.kind === kind && row.object_id === id);
  const rows = objects.filter(isNew).map((object, index) => ({
    ...object,
    server_id: server?.id ?? 0,
    fault: pick(hostFaults, index),
    detail: pick(oddTexts, index),
    search: fold(pick(oddTexts, index)),
    since: base + pick([0, 5, 5, 7], index),
  }));
  await insertAll(db, 'host_failures', rows);
  await db('servers').where({ is_local: true }).update({ failures_count: rows.length });
}

/** Deviations on the panel's own machine. */
export async function plantDrift(db: Knex, each: number): Promise<void> {
  const server = await db('servers').where({ is_local: true }).first('id');
  const rows = count(each, (index) => {
    const [what, found] = [`user ${pick(oddTexts, index)}`, pick(oddTexts, index + 1)];
    return {
      server_id: server?.id ?? 0,
      what,
      found,
      search: fold(`${what} ${found}`),
      repaired: index % 3 > 0,
      at: base + pick([0, 5, 5, 7], index),
    };
  });
  await insertAll(db, 'host_drift', rows);
}

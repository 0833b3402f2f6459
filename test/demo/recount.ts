import type { Knex } from 'knex';
import type { AccountRecord } from '../../src/modules/accounts/index.ts';

type Sums = Partial<AccountRecord>;
type Row = AccountRecord;

const resources = ['users', 'disk', 'traffic', 'sites'] as const;

/** What every living account's sums should be by the rows below it, against what they are: a line for each that differs. */
export async function recount(db: Knex): Promise<string[]> {
  const accounts = await db('accounts').orderBy('id');
  const living = accounts.filter((row) => row.deleted_at === null);
  const below = grouped(living, (row) => row.parent_id ?? 0);
  const holds = grouped(await db('holds'), (hold) => hold.account_id);
  const sites = grouped(await db('sites').whereNull('deleted_at'), (site) => site.account_id);
  const usersOf = (row: Row): Row[] =>
    (below.get(row.id) ?? []).flatMap((child) => (child.level === 'user' ? [child] : usersOf(child)));
  return [
    ...living.flatMap((row) => {
      const own = { sites: sites.get(row.id)?.length ?? 0, holds: holds.get(row.id)?.length ?? 0 };
      const used = row.level === 'user' ? usedAlone(row, own.sites) : usedBelow(usersOf(row), sites);
      const children = below.get(row.id) ?? [];
      return differences(row, {
        ...used,
        ...promised(children),
        ...counted(row, usersOf(row), children),
        holds: own.holds,
      });
    }),
    ...(await wordFaults(db, living)),
    ...accounts
      .filter((row) => row.living_name !== (row.deleted_at === null ? row.name : null))
      .map(({ name }) => `${name}: living_name`),
  ];
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const usedAlone = (row: Row, sites: number): Sums => ({
  disk_used: row.disk_own,
  traffic_used: row.traffic_own,
  sites_used: sites,
});

const usedBelow = (users: readonly Row[], sites: Map<number, unknown[]>): Sums => ({
  users_used: users.length,
  disk_used: sum(users.map((user) => user.disk_own)),
  traffic_used: sum(users.map((user) => user.traffic_own)),
  sites_used: sum(users.map((user) => sites.get(user.id)?.length ?? 0)),
});

const promised = (children: readonly Row[]): Sums =>
  Object.fromEntries(
    resources.map((name) => [`${name}_allocated`, sum(children.map((child) => child[`${name}_max`] ?? 0))]),
  );

const isNear = (row: Row): boolean => peakOf(row) >= 75;

function counted(row: Row, users: readonly Row[], children: readonly Row[]): Sums {
  if (row.level === 'user') return { peak: peakOf(row) };
  const resellers = children.filter((child) => child.level === 'reseller');
  return {
    peak: row.level === 'admin' ? 0 : peakOf(row),
    users_held: users.filter((user) => user.holds > 0).length,
    users_near: users.filter(isNear).length,
    resellers_used: resellers.length,
    resellers_held: resellers.filter((reseller) => reseller.holds > 0).length,
    resellers_near: resellers.filter(isNear).length,
  };
}

function peakOf(row: Row): number {
  const percents = resources.map((name) => {
    const max = row[`${name}_max`];
    const used = row[`${name}_used`];
    if (max === null || used === 0 || (name === 'users' && row.level === 'user')) return 0;
    return max === 0 ? 9999 : Math.min(9999, Math.floor((100 * used) / max));
  });
  return Math.max(...percents);
}

const differences = (row: Row, wanted: Sums): string[] =>
  Object.entries(wanted).flatMap(([name, value]) => {
    const kept = row[name as keyof Row];
    return kept === value ? [] : [`${row.name}: ${name} is ${String(kept)} and should be ${String(value)}`];
  });

async function wordFaults(db: Knex, living: readonly Row[]): Promise<string[]> {
  const searched = [
    ...living.filter((row) => row.level !== 'admin').map((row) => ({ kind: row.level, ...row })),
    ...(await db('sites').whereNull('deleted_at')).map((row) => ({ kind: 'site', ...row })),
  ];
  const wanted = searched.flatMap(({ kind, id, parent_id: parentId, search }) =>
    [...new Set(search.split(/[^\p{L}\p{N}]+/u))]
      .filter((word) => word !== '')
      .map((word) => `${kind} ${String(id)} ${String(parentId)} ${word}`),
  );
  const kept = (await db('search_words')).map(
    (row) => `${row.kind} ${String(row.object_id)} ${String(row.parent_id)} ${row.word}`,
  );
  const lacking = new Set(wanted);
  const strange = kept.filter((line) => !lacking.delete(line));
  return [...[...lacking].map((line) => `no word ${line}`), ...strange.map((line) => `a word too many: ${line}`)];
}

import type { Knex } from 'knex';
import { recordText } from '../../src/kernel/audit.ts';
import { fold } from '../../src/kernel/fold.ts';
import type { AccountRecord } from '../../src/modules/accounts/index.ts';
import { deviceOf } from '../../src/modules/session/device.ts';
import type { Tree } from './tree.ts';

/** Rows put straight into the tables, with the equal values and odd letters that lists must cope with. */

export const oddTexts = [
  'Zieliński & Żółć',
  'Müller Übergrößen',
  'Ёжик и Лёд',
  '100%_sure',
  'under_score',
  'wow! really',
  'back\\slash',
  "O'Neill",
  'Ærøskøbing',
  'İstanbul',
  'plain words',
  'comma, "quoted"',
] as const;

const amounts = [0, 5, 5, 7, 1000, 0, 7] as const;
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Accounts of one level below a parent: names are unique, everything else meets its like. The parent's sums follow. */
export async function plantAccounts(
  db: Knex,
  tree: Tree,
  level: 'reseller' | 'user',
  { below, count }: { below: 'root' | 'north' | 'south'; count: number },
): Promise<void> {
  const parent = await requireAccount(db, tree.ids[below]);
  const model = await requireAccount(db, tree.ids[level === 'reseller' ? 'south' : 'carol']);
  const rows = Array.from({ length: count }, (_, index) => plantedAccount(model, parent, index));
  await insertAll(db, 'accounts', rows);
  const sums = ['users', 'sites', 'disk', 'traffic'] as const;
  for (const id of new Set([parent.id, tree.ids.root])) {
    const change: Record<string, Knex.Raw> = {};
    for (const sum of sums) {
      const more = level === 'user' && sum === 'users' ? count : rows.reduce((all, row) => all + row[`${sum}_used`], 0);
      change[`${sum}_used`] = db.raw('?? + ?', [`${sum}_used`, more]);
    }
    if (level === 'reseller') change['resellers_used'] = db.raw('resellers_used + ?', [count]);
    await db('accounts').where({ id }).update(change);
  }
}

async function requireAccount(db: Knex, id: number): Promise<AccountRecord> {
  const row = await db('accounts').where({ id }).first();
  if (!row) throw new Error(`there is no account ${String(id)}`);
  return row;
}

function plantedAccount(model: AccountRecord, parent: AccountRecord, index: number): Omit<AccountRecord, 'id'> {
  const { id: _none, ...rest } = model;
  const name = `${parent.name[0] ?? ''}${model.level[0] ?? ''}${String((index * 7919) % 100_000)}`;
  const display = pick(oddTexts, index);
  const used = {
    users_used: model.level === 'reseller' ? 0 : model.users_used,
    disk_used: pick(amounts, index),
    traffic_used: pick(amounts, index + 3),
    sites_used: 0,
  };
  return {
    ...rest,
    ...used,
    server_id: null,
    uid: null,
    parent_id: parent.id,
    name,
    living_name: name,
    display_name: display,
    email: '',
    search: fold(
      [name, display, parent.level === 'reseller' ? parent.name : ''].filter((part) => part !== '').join(' '),
    ),
    created_at: 1_700_000_000_000 + pick(amounts, index),
  };
}

export async function plantSites(db: Knex, tree: Tree, owner: 'alice' | 'carol', count: number): Promise<void> {
  const account = await requireAccount(db, tree.ids[owner]);
  const rows = Array.from({ length: count }, (_, index) => {
    const name = `${pick(['bücher', 'żółć', 'лёд', 'plain'], index)}-${owner}-${String(index)}.example`;
    const ascii = new URL(`http://${name}`).hostname;
    return {
      account_id: account.id,
      parent_id: account.parent_id ?? 0,
      name,
      ascii,
      living_ascii: ascii,
      features: (index % 16) << 1,
      search: fold(`${name} ${ascii} ${owner}`),
      host_revision: 0,
      created_at: 1_700_000_000_000 + pick(amounts, index),
      deleted_at: null,
    };
  });
  await insertAll(db, 'sites', rows);
  for (const id of new Set([account.id, account.parent_id ?? 0, tree.ids.root]))
    await db('accounts').where({ id }).increment('sites_used', count);
}

export async function plantSessions(db: Knex, tree: Tree, count: number): Promise<void> {
  const browsers = [
    'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
    'curl/8.5.0',
    'Mozilla/5.0 (X11; Linux) Chrome/140.0',
  ];
  const logins = await db('logins').whereIn('account_id', Object.values(tree.ids)).select('id');
  const rows = logins.flatMap(({ id }) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${String(id).padStart(4, '0')}-${String((index * 7919) % 100_000).padStart(6, '0')}`,
      login_id: id,
      data: '{}',
      address: `192.0.2.${String(pick(amounts, index) % 250)}`,
      user_agent: pick(browsers, index),
      device: deviceOf(pick(browsers, index)),
      created_at: 1_700_000_000_000 + pick(amounts, index),
      seen_at: 1_700_000_000_000 + pick(amounts, index + 2),
      expires_at: 99_999_999_999_999,
    })),
  );
  await insertAll(db, 'sessions', rows);
}

/** Records of what was done to alice and to carol, two at each time. */
export async function plantRecords(db: Knex, tree: Tree, count: number): Promise<void> {
  const rows = (['alice', 'carol'] as const).flatMap((name) =>
    Array.from({ length: count }, (_, index) => {
      const shown = {
        login: `script-${String(index)}`,
        account: 'root',
        func: pick(['user.edit', 'site.create'], index),
        object: `${pick(['bücher', 'żółć', 'лёд', 'plain'], index)}-${name}.example`,
        address: '192.0.2.7',
        before: null,
        after: JSON.stringify({ comment: pick(oddTexts, index) }),
      };
      return {
        ...shown,
        at: 2_000_000_000_000 + Math.floor(index / 2) + (name === 'carol' ? count : 0),
        login_id: null,
        account_id: tree.ids.root,
        object_kind: 'site',
        object_id: index,
        subject_id: tree.ids[name],
        scope_id: tree.ids[name === 'alice' ? 'north' : 'south'],
        op_id: `planted-${name}-${String(index)}`,
        search: recordText(shown),
      };
    }),
  );
  await insertAll(db, 'audit', rows);
}

/** Rows of one shape, a few at a time: engines bound how much one statement may carry. */
export async function insertAll(db: Knex, table: string, rows: readonly object[], size = 200): Promise<void> {
  for (let from = 0; from < rows.length; from += size) await db(table).insert(rows.slice(from, from + size));
}

import { audit, type Change } from '../../kernel/audit.ts';
import type { Ctx, Level } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { fromBits } from '../../kernel/features.ts';
import { saveWords, searchText } from '../search/index.ts';
import { serverName } from '../servers/index.ts';
import { findAccount, insertAccount } from './account.store.ts';
import type { AccountRecord } from './account.table.ts';
import { checkFeatures } from './features.ts';
import { refuseTakenName } from './free-name.ts';
import { removeHolds } from './hold.store.ts';
import { auditObject, ofAdministrator } from './holds.ts';
import { giveUpPlace, placeNew } from './hosted.ts';
import { promiseAll, releaseAll, setLimits, setOversell } from './limits.ts';
import { limitedAt, resourceNames, type Limits } from './resources.ts';
import { above, addAbove, leaf, lockPath, savePath, take, type Path } from './tree.ts';

/** What can be said of an account; what is left out stays as it is (or empty, for a new one). */
export interface AccountChange {
  displayName?: string;
  email?: string;
  comment?: string;
  limits?: Limits;
  /** Bit set. */
  features?: number;
  oversell?: boolean;
  /** Of a reseller: where its new users go. Of a new user: where it goes. */
  serverId?: number | null;
  /** The owner's login is given one: the journal says so, and not which. */
  newPassword?: boolean;
}

/** Makes an account under a parent, within what the parent may give. Whoever calls this adds its login. */
export async function createAccount(
  tx: Ctx,
  level: 'reseller' | 'user',
  parentId: number,
  given: AccountChange & { name: string },
): Promise<AccountRecord> {
  const seller = await lockPath(tx, parentId);
  await refuseTakenName(tx, given.name);
  const row = blank(level, parentId, given.name, tx.now);
  describe(row, given, leaf(seller));
  const path: Path = { rows: [row, ...seller.rows], before: [row, ...seller.before] };
  row.features = given.features ?? 0;
  checkFeatures(path, row.features, 0);
  for (const resource of limitedAt(level)) row[`${resource}_max`] = given.limits?.[resource] ?? null;
  promiseAll(path);
  row.oversell = given.oversell ?? false;
  if (level === 'user') {
    take(seller, 'users', 1);
    await placeNew(tx, row, leaf(seller), given.serverId ?? undefined);
  } else addAbove(path, 'resellers_used', 1);

  const { id: _none, ...columns } = row;
  row.id = await insertAccount(tx, columns);
  await savePath(tx, above(path));
  await saveWords(tx, level, { id: row.id, parentId, search: row.search, fresh: true });
  await audit(tx, `${level}.create`, auditObject(row), { after: shown(row) });
  return row;
}

/** Changes an account within its parent's limits. */
export async function changeAccount(
  tx: Ctx,
  level: 'reseller' | 'user',
  elid: string,
  given: AccountChange,
): Promise<AccountRecord> {
  const found = await findAccount(tx, level, elid);
  const path = await lockPath(tx, found.id);
  const row = leaf(path);
  const before = { ...row };
  if (given.oversell === true) setOversell(row, true);
  await setLimits(tx, path, given.limits ?? {});
  if (given.oversell === false) setOversell(row, false);
  if (given.features !== undefined) {
    checkFeatures(path, given.features, row.features);
    row.features = given.features;
  }
  describe(row, given, path.rows[1]);
  await savePath(tx, path);
  if (row.search !== before.search)
    await saveWords(tx, level, { id: row.id, parentId: row.parent_id ?? 0, search: row.search, fresh: false });
  const secret = {
    ...(given.newPassword === true && { password: '•••' }),
    ...(row.comment !== before.comment && { comment: '•••' }),
  };
  await audit(tx, `${level}.edit`, auditObject(row), {
    before: shown(before),
    after: { ...shown(row), ...secret },
  });
  if (row.server_id !== before.server_id)
    await audit(tx, `${level}.edit`, ofAdministrator(row), await serversSaid(tx, before, row));
  return row;
}

/** The servers that an account went from and to, by name. */
async function serversSaid(tx: Ctx, before: AccountRecord, after: AccountRecord): Promise<Required<Change>> {
  const nameOf = async (id: number | null): Promise<{ server: string }> => ({ server: await serverName(tx, id) });
  return { before: await nameOf(before.server_id), after: await nameOf(after.server_id) };
}

/** Deletes an account that has nobody below it. Its name is free again; what it was stays readable under "show deleted". */
export async function deleteAccount(tx: Ctx, level: 'reseller' | 'user', elid: string): Promise<AccountRecord> {
  const found = await findAccount(tx, level, elid);
  const path = await lockPath(tx, found.id);
  const row = leaf(path);
  if (row.users_used > 0 && level === 'reseller') throw hasUsers(row);
  leave(path);
  row.deleted_at = tx.now;
  row.living_name = null;
  row.holds = 0;
  row.shell_password = null;
  await removeHolds(tx, row.id);
  await giveUpPlace(tx, row);
  await savePath(tx, path);
  await audit(tx, `${level}.delete`, auditObject(row), { before: shown(row) });
  return row;
}

/** A reseller goes last: its users are named where they can be deleted or moved. */
export function hasUsers(row: AccountRecord): PanelError {
  const error = new PanelError('conflict', 'account.has_users', { name: row.name, count: row.users_used });
  error.see = { func: 'user', filter: row.name };
  return error;
}

/** Takes what the account has and was promised out of all sums above it. */
function leave(path: Path): void {
  const row = leaf(path);
  releaseAll(path);
  for (const resource of resourceNames) if (resource !== 'users') take(above(path), resource, -row[`${resource}_used`]);
  if (row.level === 'user') take(above(path), 'users', -1);
  else addAbove(path, 'resellers_used', -1);
  if (row.holds > 0 && row.level !== 'admin') addAbove(path, `${row.level}s_held`, -1);
}

function describe(row: AccountRecord, given: AccountChange, seller: AccountRecord | undefined): void {
  row.display_name = given.displayName ?? row.display_name;
  row.email = given.email ?? row.email;
  row.comment = given.comment ?? row.comment;
  if (row.level === 'reseller' && given.serverId !== undefined) row.server_id = given.serverId;
  row.search = searchOf(row, seller);
}

/** A user is also found by the name of whose it is. */
export const searchOf = (row: AccountRecord, seller: Pick<AccountRecord, 'name' | 'level'> | undefined): string =>
  searchText(row.name, row.display_name, row.email, row.level === 'user' ? (seller?.name ?? '') : '');

/** What the journal keeps of an account. Not the comment: the account reads its journal, and the comment is not for it. */
function shown(row: AccountRecord): Record<string, unknown> {
  const limits = limitedAt(row.level).map((resource) => [`${resource}Max`, row[`${resource}_max`]] as const);
  const { display_name: displayName, email, features } = row;
  const own = row.level === 'reseller' ? { oversell: Boolean(row.oversell) } : {};
  return { displayName, email, features: fromBits(features), ...own, ...Object.fromEntries(limits) };
}

export function blank(level: Level, parentId: number | null, name: string, now: number): AccountRecord {
  const triple = { max: null, used: 0, allocated: 0 };
  const zeros = Object.fromEntries(
    ['resellers', ...resourceNames].flatMap((resource) =>
      Object.entries(triple).map(([part, value]) => [`${resource}_${part}`, value]),
    ),
  ) as Pick<AccountRecord, Extract<keyof AccountRecord, `${string}_${'max' | 'used' | 'allocated'}`>>;
  return {
    ...zeros,
    id: 0,
    level,
    parent_id: parentId,
    name,
    living_name: name,
    display_name: '',
    email: '',
    comment: '',
    search: '',
    features: 0,
    oversell: false,
    holds: 0,
    rules: '{}',
    disk_own: 0,
    traffic_own: 0,
    peak: 0,
    users_held: 0,
    users_near: 0,
    tickets_waiting: 0,
    attachments_used: 0,
    resellers_held: 0,
    resellers_near: 0,
    server_id: null,
    uid: null,
    shell_password: null,
    host_revision: 0,
    created_at: now,
    deleted_at: null,
  };
}

import { audit } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import { saveWords } from '../search/index.ts';
import { findAccount, lockAccounts, rootId } from './account.store.ts';
import { searchOf } from './account.service.ts';
import type { AccountRecord } from './account.table.ts';
import { auditObject } from './holds.ts';
import { promiseAll, releaseAll } from './limits.ts';
import { resourceNames } from './resources.ts';
import { above, addAbove, isNear, leaf, refuseDeleted, savePath, take, type Path } from './tree.ts';

/** Gives a user to another reseller, or to the administrator (''), within the limits there. */
export async function moveUser(tx: Ctx, elid: string, to: string): Promise<AccountRecord> {
  const found = await findAccount(tx, 'user', elid);
  const root = await rootId(tx);
  const targetId = to === '' ? root : (await findAccount(tx, 'reseller', to)).id;
  if (targetId === found.parent_id) throw new PanelError('conflict', 'account.move.same', { name: found.name });

  const sellerId = found.parent_id ?? root;
  const locked = await lockAccounts(tx, [found.id, sellerId, targetId, root]);
  refuseDeleted([...locked.values()]);
  const user = locked.get(found.id);
  if (user?.parent_id !== sellerId) throw new PanelError('conflict', 'error.conflict');
  const before = { ...user };
  const path = (ids: readonly number[]): Path => {
    const rows = [...new Set(ids)].map((id) => locked.get(id)).filter((row) => row !== undefined);
    return { rows, before: rows.map((row) => ({ ...row })) };
  };
  const from = path([user.id, sellerId, root]);
  leave(from);
  const target = path([user.id, targetId, root]);
  arrive(target, targetId);
  await savePath(tx, above(from));
  await savePath(tx, target);

  const row = leaf(target);
  await saveWords(tx, 'user', { id: row.id, parentId: targetId, search: row.search, fresh: false });
  // Each reseller reads its own side: who else sells here is none of its business.
  await audit(tx, 'user.move', auditObject(before), { before: { reseller: from.rows[1]?.name } });
  await audit(tx, 'user.move', auditObject(row), { after: { reseller: target.rows[1]?.name } });
  return row;
}

function leave(path: Path): void {
  const user = leaf(path);
  releaseAll(path);
  take(above(path), 'users', -1);
  for (const resource of resourceNames)
    if (resource !== 'users') take(above(path), resource, -user[`${resource}_used`]);
  if (user.holds > 0) addAbove(path, 'users_held', -1);
  if (isNear(user)) addAbove(path, 'users_near', -1);
}

function arrive(path: Path, parentId: number): void {
  const user = leaf(path);
  promiseAll(path);
  take(above(path), 'users', 1);
  for (const resource of resourceNames) if (resource !== 'users') take(above(path), resource, user[`${resource}_used`]);
  if (user.holds > 0) addAbove(path, 'users_held', 1);
  if (isNear(user)) addAbove(path, 'users_near', 1);
  user.parent_id = parentId;
  user.search = searchOf(user, path.rows[1]);
}

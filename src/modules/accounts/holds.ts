import { audit, scopeOf, type AuditObject } from '../../kernel/audit.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { PanelError } from '../../kernel/errors.ts';
import type { Notice } from '../../panel/define.ts';
import type { AccountRecord, HoldKind, HoldRecord } from './account.table.ts';
import { holdsOf, insertHold, removeHold, saveReason } from './hold.store.ts';
import { addAbove, leaf, lockPath, savePath, type Path } from './tree.ts';

/** Stops an account by hand. Whatever is below stops with it: nothing of theirs is written. The second time only takes another reason. */
export async function disableAccount(tx: Ctx, row: AccountRecord, reason: string): Promise<void> {
  const path = await lockPath(tx, row.id);
  if (await placeHold(tx, path, 'manual', reason)) {
    await savePath(tx, path);
    await audit(tx, `${row.level}.disable`, auditObject(row), { after: { reason } });
  } else await giveReason(tx, row, reason);
}

/** Says anew why an account is stopped, when it was stopped by hand and one may lift that. */
async function giveReason(tx: Ctx, row: AccountRecord, reason: string): Promise<void> {
  const hold = (await holdsOf(tx, row.id)).find(({ kind }) => kind === 'manual');
  if (!hold || reason === '' || reason === hold.reason || !mayLift(tx, hold)) return;
  await saveReason(tx, hold.id, reason);
  await audit(tx, `${row.level}.disable`, auditObject(row), { before: { reason: hold.reason }, after: { reason } });
}

/** Who has stopped an account and when; why, is asked of those who may lift it. */
export async function heldNotice(ctx: Ctx, row: AccountRecord): Promise<Notice | null> {
  const [first, ...more] = await holdsOf(ctx, row.id);
  const hold = [first, ...more].find((one) => one?.kind === 'manual') ?? first;
  if (!hold) return null;
  const asks = hold.kind === 'manual' && mayLift(ctx, hold);
  return {
    text: 'held',
    values: { who: hold.placed_by_name },
    at: hold.placed_at,
    ask: asks ? { verb: 'disable', field: 'reason', value: hold.reason } : null,
  };
}

/** Lifts what was placed by hand, by whoever placed it or somebody above. Holds with a cause of their own stay until it ends. */
export async function enableAccount(tx: Ctx, row: AccountRecord): Promise<void> {
  const path = await lockPath(tx, row.id);
  const holds = await holdsOf(tx, row.id);
  const manual = holds.find((hold) => hold.kind === 'manual');
  if (!manual && holds.length > 0 && tx.viewer.level !== 'admin')
    throw new PanelError('conflict', 'account.hold.automatic', { name: row.name });
  const lifted = manual ? [manual] : holds;
  for (const hold of lifted) {
    if (!mayLift(tx, hold)) throw new PanelError('forbidden', 'account.hold.not_yours', { name: row.name });
    await liftHold(tx, path, hold);
  }
  if (lifted.length === 0) return;
  await savePath(tx, path);
  await audit(tx, `${row.level}.enable`, auditObject(row), { before: { reason: lifted[0]?.reason ?? '' } });
}

/** Places a hold unless there is one of its kind. True when it was placed. */
export async function placeHold(tx: Ctx, path: Path, kind: HoldKind, reason: string): Promise<boolean> {
  const row = leaf(path);
  if ((await holdsOf(tx, row.id)).some((hold) => hold.kind === kind)) return false;
  const automatic = kind !== 'manual';
  await insertHold(tx, {
    account_id: row.id,
    kind,
    placed_by: automatic ? null : tx.viewer.id,
    placed_by_name: tx.real.name,
    placed_by_level: tx.viewer.level,
    reason,
    placed_at: tx.now,
  });
  count(path, 1);
  return true;
}

export async function liftHold(tx: Ctx, path: Path, hold: HoldRecord): Promise<void> {
  await removeHold(tx, hold.id);
  count(path, -1);
}

function count(path: Path, change: 1 | -1): void {
  const row = leaf(path);
  const wasHeld = row.holds > 0;
  row.holds += change;
  const held = Number(row.holds > 0) - Number(wasHeld);
  if (held !== 0 && row.level !== 'admin') addAbove(path, `${row.level}s_held`, held);
}

const rank = { user: 0, reseller: 1, admin: 2 } as const;

/** The account that placed it, or a level above that one; an automatic one the administrator alone. */
const mayLift = ({ viewer }: Ctx, hold: HoldRecord): boolean =>
  hold.kind === 'manual'
    ? viewer.id === hold.placed_by || rank[viewer.level] > rank[hold.placed_by_level]
    : viewer.level === 'admin';

/** The same for what the account itself, and its reseller, are not told. */
export const ofAdministrator = (row: Parameters<typeof auditObject>[0]): AuditObject => ({
  ...auditObject(row),
  subjectId: null,
  scopeId: null,
});

/** What the journal says a change to an account was about. */
export const auditObject = (row: Pick<AccountRecord, 'id' | 'level' | 'name' | 'parent_id'>): AuditObject => ({
  kind: row.level,
  id: row.id,
  name: row.name,
  subjectId: row.id,
  scopeId: scopeOf({ ...row, parentId: row.parent_id }),
});

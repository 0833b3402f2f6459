import type { Ctx, Viewer } from '../../kernel/ctx.ts';
import { forbidden, notFound, PanelError } from '../../kernel/errors.ts';
import { fromBits } from '../../kernel/features.ts';
import { mayCall } from '../../panel/access.ts';
import type { Registry } from '../../panel/define.ts';
import { findFunc } from '../../panel/registry.ts';
import { rulesOf } from '../access/index.ts';
import { accountById, effectiveFeatures, findAccount, type AccountRecord } from '../accounts/index.ts';

/** With the rights of an account below, by name: as in its panel, and only for who may enter that. */
export async function actBelow(ctx: Ctx, registry: Registry, name: string): Promise<Ctx> {
  const row = await findBelow(ctx, name);
  const enter = findFunc(registry, `${row.level}.enter`);
  if (!enter || !mayCall(ctx.viewer, enter)) throw forbidden(`${row.level}.enter`);
  const parent = await accountById(ctx, row.parent_id ?? 0);
  const viewer: Viewer = {
    id: row.id,
    level: row.level,
    name: row.name,
    parentId: row.parent_id,
    features: fromBits(effectiveFeatures([row, parent])),
    rules: rulesOf(row.rules, parent.rules),
  };
  const chain = [ctx.viewer, viewer].map(({ name: named, level }) => ({ name: named, level, href: '' }));
  return { ...ctx, viewer, acting: { grantId: '', chain }, real: { ...ctx.real, sessionId: null } };
}

async function findBelow(ctx: Ctx, name: string): Promise<AccountRecord> {
  // An id is no name, though lists take either.
  if (/^\d*$/.test(name)) throw notFound(name);
  try {
    return await findAccount(ctx, 'reseller', name);
  } catch (error) {
    if (!(error instanceof PanelError) || error.code !== 'not_found') throw error;
    return findAccount(ctx, 'user', name);
  }
}

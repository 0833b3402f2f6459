import type { Ctx } from './ctx.ts';

/** What a record is about: the thing changed and the account it belongs to. */
export interface AuditObject {
  readonly kind: string;
  readonly id: number | null;
  readonly name: string;
  /** The account it was done to; null for what belongs to the whole server. */
  readonly subjectId: number | null;
  /** The reseller in whose part of the tree that is; null outside any. */
  readonly scopeId: number | null;
}

export interface Change {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    audit: AuditRecord;
  }
}

export interface AuditRecord {
  id: number;
  at: number;
  login_id: number | null;
  login: string;
  account_id: number;
  account: string;
  func: string;
  object_kind: string;
  object_id: number | null;
  object: string;
  subject_id: number | null;
  scope_id: number | null;
  before: string | null;
  after: string | null;
  address: string;
  op_id: string;
}

/**
 * Records a change on the caller's own connection: it commits or rolls back with the change. Only what differs is kept,
 * and where both sides are given and are equal nothing has been changed, so nothing is recorded.
 */
export async function audit(tx: Ctx, func: string, object: AuditObject, change: Change = {}): Promise<void> {
  const { before, after } = difference(change);
  if (change.before && change.after && before === null && after === null) return;
  await tx.db('audit').insert({
    at: tx.now,
    login_id: tx.real.loginId,
    login: tx.real.name,
    account_id: tx.viewer.id,
    account: tx.viewer.name,
    func,
    object_kind: object.kind,
    object_id: object.id,
    object: object.name,
    subject_id: object.subjectId,
    scope_id: object.scopeId,
    before,
    after,
    address: tx.real.address,
    op_id: tx.opId,
  });
}

/** Leaves out what is equal on both sides; a side with nothing left is null. */
function difference({ before = {}, after = {} }: Change): { before: string | null; after: string | null } {
  const differs = (key: string): boolean => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  const side = (values: Readonly<Record<string, unknown>>): string | null => {
    const kept = Object.entries(values).filter(([key]) => differs(key));
    return kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept));
  };
  return { before: side(before), after: side(after) };
}

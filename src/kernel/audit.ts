import type { Knex } from 'knex';
import { isMysql } from '../db/dialect.ts';
import type { Viewer } from './ctx.ts';
import { fold } from './fold.ts';

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
  /** What filters look into: all of the above that is shown, folded. */
  search: string;
}

/** The reseller in whose part of the tree an account is: itself, or the one above a user. */
export const scopeOf = ({ id, level, parentId }: Pick<Viewer, 'id' | 'level' | 'parentId'>): number | null =>
  level === 'reseller' ? id : parentId;

/** Who does something, and when: of a context only what a record keeps. */
export interface Doer {
  readonly db: Knex;
  readonly now: number;
  readonly opId: string;
  readonly viewer: { readonly id: number; readonly name: string };
  readonly real: { readonly loginId: number | null; readonly name: string; readonly address: string };
}

/**
 * Records a change on the caller's own connection: it commits or rolls back with the change. Only what differs is kept,
 * and where both sides are given and are equal nothing has been changed, so nothing is recorded.
 */
export async function audit(tx: Doer, func: string, object: AuditObject, change: Change = {}): Promise<void> {
  const { before, after } = difference(change);
  if (change.before && change.after && before === null && after === null) return;
  const said = { login: tx.real.name, account: tx.viewer.name, func, object: object.name, address: tx.real.address };
  await tx.db('audit').insert({
    at: tx.now,
    login_id: tx.real.loginId,
    account_id: tx.viewer.id,
    ...said,
    object_kind: object.kind,
    object_id: object.id,
    subject_id: object.subjectId,
    scope_id: object.scopeId,
    before,
    after,
    op_id: tx.opId,
    search: recordText({ ...said, before, after }),
  });
}

/** As much of a record as its column holds whatever the alphabet; only rules for very many funcs are longer. */
const mostSought = 4000;

type Said = Pick<AuditRecord, 'login' | 'account' | 'func' | 'object' | 'address' | 'before' | 'after'>;

/** What a record is found by: its texts, and the fields and values of its change. */
export function recordText({ before, after, ...texts }: Said): string {
  const change = [before, after].flatMap((json) => (json === null ? [] : wordsIn(JSON.parse(json) as Json)));
  const words = [texts.login, texts.account, texts.func, texts.object, texts.address, ...change];
  return fold([...new Set(words)].join(' ')).slice(0, mostSought);
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

function wordsIn(value: Json): string[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [String(value)];
  if (isList(value)) return value.flatMap(wordsIn);
  return Object.entries(value).flatMap(([field, inner]) => [field, ...wordsIn(inner)]);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The records in the order of the index on these columns, at and id, whichever the engine would have thought better. */
export function recordsBy(db: Knex, columns: readonly string[]): Knex.QueryBuilder<AuditRecord, AuditRecord[]> {
  const how = isMysql(db) ? 'force index (??)' : 'indexed by ??';
  const from = db.raw(`?? ${how}`, ['audit', `audit_${[...columns, 'at', 'id'].join('_')}_index`]);
  return db.queryBuilder<AuditRecord, AuditRecord[]>().from(from);
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

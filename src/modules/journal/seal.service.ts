import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { AuditRecord } from '../../kernel/audit.ts';
import { lastSeal, readSealed, sealRows, unsealed, type SealRecord } from './seal.store.ts';

/**
 * The journal is sealed after the fact: every few seconds one process chains the records that are new, so writers never
 * wait for each other. A record's seal covers the seal before it, so a change, a gap or another order shows from there on.
 */
export async function sealJournal(db: Knex): Promise<number> {
  const records = await unsealed(db, 1000);
  let { seq, hash } = await lastSeal(db);
  const seals = records.map((record): SealRecord => {
    seq += 1;
    hash = hashOf(hash, record);
    return { seq, audit_id: record.id, hash };
  });
  if (seals.length > 0) await sealRows(db, seals);
  return seals.length;
}

const fields = [
  'id',
  'at',
  'login_id',
  'login',
  'account_id',
  'account',
  'func',
  'object_kind',
  'object_id',
  'object',
  'subject_id',
  'scope_id',
  'before',
  'after',
  'address',
  'op_id',
  'search',
] as const satisfies (keyof AuditRecord)[];

const hashOf = (before: string, record: AuditRecord): string =>
  createHash('sha256')
    .update(before)
    .update(JSON.stringify(fields.map((field) => record[field])))
    .digest('hex');

export interface SealFault {
  readonly seq: number;
  readonly auditId: number;
  readonly fault: 'missing' | 'changed' | 'reordered';
}

/** Goes through the whole chain and names the first record at which each kind of fault shows. */
export async function* verifyJournal(db: Knex): AsyncGenerator<SealFault> {
  let hash = '';
  let expected = 0;
  for await (const { seq, audit_id: auditId, seal, record } of readSealed(db)) {
    expected += 1;
    if (seq !== expected) {
      yield { seq: expected, auditId, fault: 'reordered' };
      expected = seq;
    } else if (!record) yield { seq, auditId, fault: 'missing' };
    else if (hashOf(hash, record) !== seal) yield { seq, auditId, fault: 'changed' };
    hash = seal;
  }
}

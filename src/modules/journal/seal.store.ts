import type { Knex } from 'knex';
import type { AuditRecord } from '../../kernel/audit.ts';

export interface SealRecord {
  seq: number;
  audit_id: number;
  hash: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    audit_seals: SealRecord;
  }
}

/** How far behind the last sealed record one may still turn up: ids are given before the commit, and have gaps and no order. */
const latecomers = 10_000;

/** Records without a seal, in the order they get one; one that commits late gets its seal late. */
export async function unsealed(db: Knex, limit: number): Promise<AuditRecord[]> {
  const newest = db('audit_seals').max('audit_id');
  return db('audit')
    .leftJoin('audit_seals as s', 's.audit_id', 'audit.id')
    .whereNull('s.seq')
    .whereRaw('audit.id > coalesce((?), 0) - ?', [newest, latecomers])
    .orderBy('audit.id')
    .limit(limit)
    .select('audit.*');
}

export async function lastSeal(db: Knex): Promise<SealRecord> {
  return (await db('audit_seals').orderBy('seq', 'desc').first()) ?? { seq: 0, audit_id: 0, hash: '' };
}

/** The key `seq` lets only one of two processes extend the chain at a place. */
export async function sealRows(db: Knex, seals: SealRecord[]): Promise<void> {
  await db.transaction(async (trx) => {
    for (let at = 0; at < seals.length; at += 200) await trx('audit_seals').insert(seals.slice(at, at + 200));
  });
}

export interface Sealed {
  seq: number;
  audit_id: number;
  seal: string;
  record: AuditRecord | null;
}

/** The chain from its beginning, with the record each seal is about, if it is still there. */
export async function* readSealed(db: Knex): AsyncGenerator<Sealed> {
  let seq = 0;
  for (;;) {
    const seals = await db('audit_seals').where('seq', '>', seq).orderBy('seq').limit(1000);
    if (seals.length === 0) return;
    const ids = seals.map((seal) => seal.audit_id);
    const records = new Map((await db('audit').whereIn('id', ids)).map((record) => [record.id, record]));
    for (const { seq: at, audit_id, hash } of seals)
      yield { seq: at, audit_id, seal: hash, record: records.get(audit_id) ?? null };
    seq = seals.at(-1)?.seq ?? seq;
  }
}

import { verifyJournal, type SealFault } from '../modules/journal/index.ts';
import type { On } from './fault.ts';

export interface Unsealed {
  id: number;
  at: number;
  func: string;
  object: string;
}

export const chainOf = ({ db }: On): AsyncIterable<SealFault> => verifyJournal(db);

/** Records of before a time (epoch ms) that no seal covers. */
export async function unsealedBefore({ db }: On, at: number, after: number, limit: number): Promise<Unsealed[]> {
  return db('audit')
    .leftJoin('audit_seals as seal', 'seal.audit_id', 'audit.id')
    .whereNull('seal.seq')
    .where('audit.at', '<', at)
    .where('audit.id', '>', after)
    .orderBy('audit.id')
    .limit(limit)
    .select<Unsealed[]>('audit.id', 'audit.at', 'audit.func', 'audit.object');
}

export async function countRecords({ db }: On): Promise<number> {
  const [row] = await db('audit').count<{ n: number }[]>({ n: '*' });
  return row?.n ?? 0;
}

import { insertMissing } from '../../db/dialect.ts';
import type { Ctx } from '../../kernel/ctx.ts';
import { hostUids } from '../../kernel/host.ts';
import type { ServerRecord } from './server.table.ts';

/** What a new server begins with. */
export const blankServer = (name: string, now: number): Omit<ServerRecord, 'id'> => ({
  name,
  living_name: name,
  address: '',
  search: name.toLowerCase(),
  is_default: false,
  is_local: false,
  agent_hash: null,
  panel_key: null,
  token_at: null,
  revision: now,
  applied: 0,
  seen_at: null,
  version: '',
  problem: '',
  report_run: '',
  report_number: 0,
  facts: '{}',
  next_uid: hostUids.first,
  accounts_count: 0,
  failures_count: 0,
  created_at: now,
  deleted_at: null,
});

/** The machine of the panel itself is a server from the beginning: who has one machine sets up nothing. */
export async function ensureLocalServer({ db, now }: Pick<Ctx, 'db' | 'now'>): Promise<void> {
  if ((await db('servers').first('id')) !== undefined) return;
  const row = { ...blankServer('local', now), is_default: true, is_local: true };
  await insertMissing(db, 'servers', [row], ['living_name']);
}

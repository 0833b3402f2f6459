import type { Knex } from 'knex';
import { pino } from 'pino';
import type { Ctx } from '../../src/kernel/ctx.ts';
import { installation } from '../helpers/installation.ts';

/** A Ctx of which only the connection and the op_id matter. */
export const ctxOf = (db: Knex, opId: string, now = 1000): Ctx => ({
  db,
  now,
  opId,
  viewer: { id: 1, level: 'admin', name: 'root', parentId: null, features: [], rules: [] },
  real: { loginId: null, name: 'test', accountId: 1, address: '', sessionId: null },
  acting: null,
  lang: 'en',
  tz: 'UTC',
  installation,
  log: pino({ level: 'silent' }),
});

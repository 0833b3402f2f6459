import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { check } from '../../src/check/index.ts';
import { ctxOf } from '../db/ctx.ts';
import { openTestDb } from '../helpers/db.ts';
import { generate } from './generate.ts';
import { fillTickets } from './tickets.ts';

describe('the generator of trees', () => {
  let db: Knex;
  before(async () => {
    db = await openTestDb();
    await generate(db, { resellers: 30, users: 300, sites: 60 });
    await fillTickets(db, { tickets: 12, messages: 5 });
  });
  after(() => db.destroy());

  it('makes as many accounts and sites as asked for', async () => {
    const [row] = await db('accounts').select<{ resellers: number; users: number; logins: number; sites: number }[]>(
      db.raw("sum(level = 'reseller') as resellers, sum(level = 'user') as users"),
      db.raw('(select count(*) from logins) as logins, (select count(*) from sites) as sites'),
    );
    assert.deepEqual({ ...row }, { resellers: 30, users: 300, logins: 331, sites: 60 });
  });

  it('makes as many messages in as many tickets as asked for', async () => {
    const messages = await db('ticket_messages').pluck('ticket_id');
    assert.deepEqual([messages.length, new Set(messages).size], [60, 12]);
  });

  it('keeps every sum as the services would', async () => {
    const faults: string[] = [];
    for await (const fault of check(ctxOf(db, 'check'))) faults.push(fault);
    assert.deepEqual(faults, []);
  });
});

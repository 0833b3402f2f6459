import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { loadPanel } from '../../src/app.ts';
import { demoState, fillDemo, type SignIn } from '../../src/demo/index.ts';
import { check } from '../../src/check/index.ts';
import { createAdministrator } from '../../src/modules/accounts/index.ts';
import { findLoginByName, localAdministrator } from '../../src/modules/logins/index.ts';
import { openTestDb } from '../helpers/db.ts';
import { installation } from '../helpers/installation.ts';

const now = Date.UTC(2026, 10, 21, 12);
const log = pino({ level: 'silent' });

describe('the demo', function () {
  this.timeout(120_000);
  let db: Knex;
  let signIns: SignIn[];

  before(async () => {
    db = await openTestDb();
    const { registry } = await loadPanel();
    signIns = await fillDemo({ db, log, registry, installation, now });
  });

  after(() => db.destroy());

  const count = async (table: string, where: string): Promise<number> => {
    const [row] = await db(table).whereRaw(where).count<{ n: number }[]>({ n: '*' });
    return Number(row?.n);
  };

  it('has 40 resellers, 800 users and about 1,500 sites', async () => {
    assert.equal(await count('accounts', "level = 'reseller' and deleted_at is null"), 40);
    assert.equal(await count('accounts', "level = 'user' and deleted_at is null"), 800);
    const sites = await count('sites', 'deleted_at is null');
    assert.ok(sites > 1300 && sites < 1700, String(sites));
  });

  it('keeps every sum right', async () => {
    const ctx = await localAdministrator({
      db,
      log,
      now,
      lang: 'en',
      tz: 'UTC',
      name: 'test',
      address: '',
      installation,
    });
    const faults: string[] = [];
    for await (const fault of check(ctx)) faults.push(fault);
    assert.deepEqual(faults, []);
  });

  it('shows every state that an account can be in', async () => {
    assert.ok((await count('accounts', "level = 'reseller' and holds > 0")) >= 3);
    assert.ok((await count('holds', "placed_by_level = 'reseller'")) > 10);
    assert.ok((await count('holds', "placed_by_level = 'admin' and reason <> ''")) > 10);
    assert.ok((await count('accounts', 'deleted_at is not null')) > 20);
    assert.ok((await count('accounts', 'deleted_at is null and peak between 75 and 99')) > 20);
    assert.ok((await count('accounts', 'deleted_at is null and peak > 100')) > 5);
    assert.ok((await count('accounts', "rules <> '{}'")) > 5);
    assert.ok((await count('sites', "ascii like '%xn--%'")) > 100);
  });

  it('has conversations of every kind, at several desks', async () => {
    const tickets = await count('tickets', '1 = 1');
    assert.ok(tickets >= 40 && tickets <= 90, String(tickets));
    for (const status of [0, 1, 2, 3])
      assert.ok((await count('ticket_sides', `status = ${String(status)}`)) >= 5, `status ${String(status)}`);
    assert.ok((await count('ticket_sides', `due_at < ${String(now)}`)) >= 5, 'overdue');
    assert.ok((await count('ticket_sides', 'archived = 1')) >= 1, 'archived');
    assert.ok((await count('ticket_messages', 'internal = 1')) >= 5, 'notes');
    assert.ok((await count('tickets', 'messages >= 10')) >= 1, 'a long one');
    const [row] = await db('tickets').countDistinct<{ n: number }[]>({ n: 'provider_id' });
    assert.ok(Number(row?.n) >= 4);
    assert.equal(await count('outbox', '1 = 1'), 0);
    for (const { name } of signIns) {
      const { id } = (await db('accounts').where({ living_name: name }).first('id')) ?? { id: 0 };
      assert.ok((await count('ticket_sides', `account_id = ${String(id)}`)) >= 2, name);
    }
  });

  it('has a history that ends now', async () => {
    const [row] = await db('audit').select<{ first: number; last: number }[]>(
      db.raw('min(at) as first, max(at) as last'),
    );
    assert.ok(row && row.last <= now && row.first < now - 365 * 86_400_000);
    const times = (await db('audit').orderBy('id').select('at')).map(({ at }) => at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    const [days] = await db('usage_daily').countDistinct<{ n: number }[]>({ n: 'day' });
    assert.equal(Number(days?.n), 60);
  });

  it('gives three sign-ins, one a level, to accounts that work', async () => {
    assert.deepEqual(
      signIns.map(({ level }) => level),
      ['admin', 'reseller', 'user'],
    );
    for (const { name } of signIns) {
      assert.ok((await findLoginByName({ db }, name))?.password_hash);
      assert.ok(name === 'root' || (await db('accounts').where({ living_name: name, holds: 0 }).first('id')));
    }
    assert.equal(await count('logins', 'password_hash is not null'), 3);
  });

  it('is known again', async () => {
    assert.equal(await demoState({ db }), 'demo');
  });
});

describe('a database for the demo', () => {
  it('is one without accounts', async () => {
    const db = await openTestDb();
    assert.equal(await demoState({ db }), 'empty');
    const ctx = await localAdministrator({
      db,
      log,
      now,
      lang: 'en',
      tz: 'UTC',
      name: 'test',
      address: '',
      installation,
    });
    await createAdministrator(ctx, { name: 'root', password: 'correct horse battery', email: '' });
    assert.equal(await demoState({ db }), 'other');
    await db.destroy();
  });
});

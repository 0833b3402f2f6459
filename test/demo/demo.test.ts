import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { demoState, fillDemo, type SignIn } from '../../src/demo/index.ts';
import { check } from '../../src/check/index.ts';
import { createAdministrator } from '../../src/modules/accounts/index.ts';
import { journalModule } from '../../src/modules/journal/index.ts';
import { findLoginByName, localAdministrator } from '../../src/modules/logins/index.ts';
import { resellerModule } from '../../src/modules/resellers/index.ts';
import { siteModule } from '../../src/modules/sites/index.ts';
import { usageModule } from '../../src/modules/usage/index.ts';
import { userModule } from '../../src/modules/users/index.ts';
import { createRegistry } from '../../src/panel/registry.ts';
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
    const registry = createRegistry([resellerModule, userModule, siteModule, usageModule, journalModule]);
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

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { PanelError } from '../../../src/kernel/errors.ts';
import type { AccountRecord } from '../../../src/modules/accounts/index.ts';
import { usageModule } from '../../../src/modules/usage/index.ts';
import { dispatch } from '../../../src/panel/dispatch.ts';
import { createRegistry } from '../../../src/panel/registry.ts';
import { buildTree, GiB, type Name, type Tree } from '../../helpers/tree.ts';
import { openTestDb } from '../../helpers/db.ts';
import { checked } from '../../helpers/checked.ts';

const registry = createRegistry([usageModule]);

describe('a usage report', () => {
  let db: Knex;
  let tree: Tree;
  const noon = Date.parse('2026-07-09T12:00:00Z');
  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
  });
  afterEach(() => db.destroy());

  const report = (given: Record<string, string>, ctx: Ctx = tree.ctxOf('root', noon)): Promise<unknown> =>
    dispatch(registry, ctx, {
      func: 'usage.report',
      elids: [],
      sok: true,
      params: new Map(Object.entries({ id: 'first', format: 'csv', ...given })),
      asks: false,
      allRows: true,
    });
  const of = async (name: Name): Promise<AccountRecord> => {
    const row = await db('accounts').where({ id: tree.ids[name] }).first();
    assert.ok(row);
    return row;
  };
  const sums = async (names: readonly Name[]): Promise<number[][]> => {
    const rows = await Promise.all(names.map(of));
    return rows.map((row) => [row.disk_own, row.disk_used, row.traffic_own, row.traffic_used]);
  };
  const refusals = async (given: Record<string, string>): Promise<string[]> => {
    let refused: unknown;
    await assert.rejects(report(given), (error) => Boolean((refused = error)));
    assert.ok(refused instanceof PanelError);
    return refused.problems.map(({ message, values: { row, field } = {} }) =>
      typeof row === 'number' && typeof field === 'string' ? `${message} ${row} ${field}` : message,
    );
  };
  /** Everything that a report could have touched. */
  const everything = async (): Promise<unknown> =>
    Promise.all([
      db('accounts').orderBy('id'),
      db('usage_daily').orderBy('account_id'),
      db('usage_reports'),
      db('audit').orderBy('id'),
    ]);
  const lines = (...rows: object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

  it('counts for the account and all above it', async () => {
    await report({ rows: 'account,disk,traffic\nalice,100,10\nbob,200,20\ncarol,400,40\ndave,800,80\nnorth,1600,160' });
    assert.deepEqual(await sums(['alice', 'bob', 'carol', 'dave', 'north', 'south', 'root']), [
      [100, 100, 10, 10],
      [200, 200, 20, 20],
      [400, 400, 40, 40],
      [800, 800, 80, 80],
      [1600, 1900, 160, 190],
      [0, 400, 0, 40],
      [0, 3100, 0, 310],
    ]);
    assert.deepEqual(await checked(tree), []);
  });

  it('replaces disk and adds traffic', async () => {
    await report({ rows: 'account,disk,traffic\nalice,100,10' });
    await report({ id: 'second', rows: 'account,disk,traffic\nalice,70,5' });
    assert.deepEqual(await sums(['alice', 'north', 'root']), [
      [70, 70, 15, 15],
      [0, 70, 0, 15],
      [0, 70, 0, 15],
    ]);
    assert.deepEqual(await db('usage_daily').select('day', 'disk', 'traffic'), [
      { day: '2026-07-09', disk: 70, traffic: 15 },
    ]);
  });

  it('leaves alone what was not measured', async () => {
    await report({ rows: 'account,disk,traffic\nalice,100,10' });
    await report({ id: 'second', format: 'json', rows: lines({ account: 'alice', traffic: 1 }) });
    await report({ id: 'third', format: 'json', rows: lines({ account: 'alice', disk: 5 }) });
    assert.deepEqual(await sums(['alice']), [[5, 5, 11, 11]]);
    assert.deepEqual(await db('usage_daily').select('disk', 'traffic'), [{ disk: 5, traffic: 11 }]);
  });

  it('changes nothing the second time', async () => {
    await report({ rows: 'account,disk,traffic\nalice,100,10' });
    const before = await everything();
    await report({ rows: 'account,disk,traffic\nalice,100,10' });
    await report({ rows: 'account,disk,traffic\nalice,999,99' });
    assert.deepEqual(await everything(), before);
  });

  it('leaves one record in the journal', async () => {
    await report({ rows: 'account,disk,traffic\nalice,100,10\nbob,1,1' });
    const records = await db('audit').where('func', 'usage.report').select('object', 'after');
    assert.deepEqual(records, [{ object: 'first', after: '{"rows":2}' }]);
  });

  it('counts what is over a limit', async () => {
    await report({ rows: `account,disk,traffic\nalice,${String(15 * GiB)},0` });
    const [alice, north, root] = await Promise.all((['alice', 'north', 'root'] as const).map(of));
    assert.deepEqual([alice?.peak, north?.peak, north?.users_near, root?.users_near], [150, 20, 1, 1]);
    await report({ id: 'second', rows: `account,disk,traffic\nalice,${String(GiB)},0` });
    assert.deepEqual(
      [(await of('alice')).peak, (await of('north')).users_near, (await of('root')).users_near],
      [10, 0, 0],
    );
    assert.deepEqual(await checked(tree), []);
  });

  it('counts a reseller that comes near its limit', async () => {
    await report({ rows: `account,disk,traffic\nnorth,${String(80 * GiB)},0` });
    assert.deepEqual([(await of('north')).peak, (await of('root')).resellers_near], [80, 1]);
  });

  it('takes the output of repquota, and leaves out users of the server', async () => {
    const rows = [
      'User,BlockStatus,FileStatus,BlockUsed,BlockSoftLimit,BlockHardLimit,BlockGrace,FileUsed,FileSoftLimit,FileHardLimit,FileGrace',
      'root,ok,ok,2913044,0,0,,98211,0,0,',
      'www-data,ok,ok,1204,0,0,,31,0,0,',
      'alice,ok,ok,20480,1048576,1048576,,412,0,0,',
      'bob,soft,ok,1572864,1048576,2097152,6days,904,0,0,',
      '#1007,ok,ok,4,0,0,,1,0,0,',
      'User,BlockStatus,FileStatus,BlockUsed,BlockSoftLimit,BlockHardLimit,BlockGrace,FileUsed,FileSoftLimit,FileHardLimit,FileGrace',
      'root,ok,ok,20,0,0,,2,0,0,',
      'alice,ok,ok,10,0,0,,5,0,0,',
    ];
    await report({ rows: rows.join('\n') });
    assert.deepEqual(
      (await sums(['alice', 'bob', 'north', 'root'])).map(([, used]) => used),
      [20490 * 1024, 1572864 * 1024, (20490 + 1572864) * 1024, (20490 + 1572864) * 1024],
    );
    assert.equal((await of('alice')).traffic_used, 0);
    assert.deepEqual(
      await refusals({ id: 'other', rows: rows.join('\n').replace('alice,ok,ok,20480', 'alice,ok,ok,20K') }),
      ['usage.row.number 4 BlockUsed'],
    );
    assert.deepEqual(await refusals({ id: 'other', rows: rows.join('\n').replaceAll('Block', 'Space') }), [
      'usage.header',
    ]);
  });

  const wrong: Record<string, [rows: string, refused: string[], format?: 'json']> = {
    'an unknown account': ['account,disk,traffic\nalice,1,1\nnobody,1,1', ['usage.row.account 3 account']],
    'the account of the administrator': ['account,disk,traffic\nroot,1,1', ['usage.row.account 2 account']],
    'a negative amount': ['account,disk,traffic\nalice,-1,1', ['usage.row.number 2 disk']],
    'a broken amount': ['account,disk,traffic\nalice,1,1.5', ['usage.row.number 2 traffic']],
    'an amount that is no number': ['account,disk,traffic\nalice,1,lots', ['usage.row.number 2 traffic']],
    'an amount beyond all measure': ['account,disk,traffic\nalice,9999999999999999,1', ['usage.row.number 2 disk']],
    'a row without an account': ['account,disk,traffic\n,1,1', ['usage.row.missing 2 account']],
    'a row without an amount': ['account,disk,traffic\nalice,,', ['usage.row.missing 2 disk']],
    'a row that is too short': ['account,disk,traffic\nalice,1', ['usage.row.fields 2 ']],
    'a row that is too long': ['account,disk,traffic\nalice,1,1,1', ['usage.row.fields 2 ']],
    'an account that comes twice': ['account,disk,traffic\nalice,1,1\nalice,1,1', ['usage.row.duplicate 3 account']],
    'a header of something else': ['name,bytes\nalice,1', ['usage.header']],
    'no rows': ['account,disk,traffic\n', ['usage.empty']],
    'nothing at all': ['  ', ['usage.empty']],
    'an open quote': ['account,disk,traffic\n"alice,1,1', ['usage.row.invalid 2 csv']],
    'a time to come': ['account,disk,at\nalice,1,2026-07-10T12:00:00Z', ['usage.row.time 2 at']],
    'a day that is not': ['account,disk,at\nalice,1,2026-02-30T12:00:00Z', ['usage.row.time 2 at']],
    'two faults': [
      'account,disk,traffic\nalice,x,1\nbob,1,y',
      ['usage.row.number 2 disk', 'usage.row.number 3 traffic'],
    ],
    'a line that is no JSON': ['{"account":"alice","disk":1}\nalice', ['usage.row.invalid 2 json'], 'json'],
    'a line that is no object': ['[1]', ['usage.row.invalid 1 json'], 'json'],
    'an amount as a text': ['{"account":"alice","disk":"1"}', ['usage.row.number 1 disk'], 'json'],
    'an amount that is null': ['{"account":"alice","disk":null}', ['usage.row.number 1 disk'], 'json'],
    'something else measured': ['{"account":"alice","cpu":1}', ['usage.row.resource 1 cpu'], 'json'],
    'an account that is a number': ['{"account":7,"disk":1}', ['usage.row.missing 1 account'], 'json'],
  };
  for (const [what, [rows, refused, format = 'csv']] of Object.entries(wrong))
    it(`refuses ${what}, and changes nothing`, async () => {
      const before = await everything();
      assert.deepEqual(await refusals({ rows, format }), refused);
      assert.deepEqual(await everything(), before);
    });

  it('is only the administrator’s to send', async () => {
    for (const name of ['north', 'alice'] as const) {
      const sent = report({ rows: 'account,disk,traffic\nalice,1,1' }, tree.ctxOf(name));
      await assert.rejects(sent, (error) => error instanceof PanelError && error.code === 'forbidden');
    }
    assert.equal((await of('alice')).disk_used, 0);
  });

  it('needs an id', async () => {
    assert.equal((await refusals({ id: '', rows: 'account,disk\nalice,1' })).length, 1);
    assert.equal((await refusals({ id: 'a b', rows: 'account,disk\nalice,1' })).length, 1);
  });

  it('keeps a measurement of a past day for the history only', async () => {
    await report({ rows: 'account,disk,traffic\nalice,100,10' });
    await report({ id: 'late', rows: 'account,disk,traffic,at\nalice,60,6,2026-07-08T23:59:59Z' });
    assert.deepEqual(await sums(['alice', 'root']), [
      [100, 100, 16, 16],
      [0, 100, 0, 16],
    ]);
    assert.deepEqual(await db('usage_daily').orderBy('day').select('day', 'disk', 'traffic'), [
      { day: '2026-07-08', disk: 60, traffic: 6 },
      { day: '2026-07-09', disk: 100, traffic: 10 },
    ]);
  });
});

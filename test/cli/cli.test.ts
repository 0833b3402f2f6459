import assert from 'node:assert/strict';
import { sealJournal } from '../../src/modules/journal/index.ts';
import { openDb } from '../../src/db/open.ts';
import { engine, openTestDb } from '../helpers/db.ts';
import { Sublet } from './run.ts';

const password = 'correct horse battery staple';

describe('the command line', function () {
  this.timeout(60_000);
  let sublet: Sublet;
  before(async () => {
    sublet = new Sublet();
    if (engine === 'mariadb') await (await openTestDb()).destroy();
    await sublet.run(['migrate']);
    await sublet.run(['admin', 'root'], { input: password });
  });
  after(() => {
    sublet.remove();
  });

  it('helps', async () => {
    const { code, out } = await sublet.run(['--help']);
    assert.equal(code, 0);
    for (const command of ['serve', 'migrate', 'demo', 'check', 'admin', 'func', 'mail'])
      assert.match(out, new RegExp(`^  ${command}\\b`, 'm'));
    assert.match(out, /Examples:/);
  });

  it('lists the settings', async () => {
    const { out } = await sublet.run(['serve', '--help']);
    assert.match(out, /^ {2}PORT +Port to listen on\. \[1500\]$/m);
  });

  it('ends with 2 for what it does not understand', async () => {
    const mistakes = [
      ['serv'],
      ['func'],
      ['migrate', 'sideways'],
      ['serve', '--nonsense'],
      ['func', 'user', 'novalue'],
      ['func', 'user', 'out=pdf'],
    ];
    await Promise.all(
      mistakes.map(async (args) => {
        const { code, out, err } = await sublet.run(args);
        assert.deepEqual([code, out], [2, ''], args.join(' '));
        assert.notEqual(err, '');
      }),
    );
  });

  it('ends with 2 and one line for a wrong setting', async () => {
    const { code, err } = await sublet.run(['serve'], { env: { PORT: 'high' } });
    assert.deepEqual([code, err], [2, 'PORT “high” is wrong: write a number from 1 to 65535.\n']);
  });

  it('says what to do when the tables are missing', async () => {
    const env = { DATA_DIR: `${sublet.folder}/empty`, DATABASE_URL: '' };
    const { code, err } = await sublet.run(['admin', 'root'], { input: password, env });
    assert.deepEqual([code, err], [1, 'The database is not up to date: run “sublet migrate” first.\n']);
    assert.match((await sublet.run(['migrate', 'status'], { env })).out, /^Not run yet: \d+_create_accounts$/m);
  });

  it('makes an administrator, and gives it a new password', async () => {
    const made = await sublet.run(['admin', 'second', '--email', 'second@example.com'], { input: `${password}\n` });
    assert.deepEqual([made.code, made.out], [0, 'second is an administrator now.\n']);
    const changed = await sublet.run(['admin', 'second'], { input: `${password} once more` });
    assert.deepEqual([changed.code, changed.out], [0, 'second has a new password; its sessions have ended.\n']);
    const poor = await sublet.run(['admin', 'second'], { input: 'short\n' });
    assert.deepEqual(
      [poor.code, poor.err],
      [1, 'password: Use at least 10 characters; a sentence is easy to remember.\n'],
    );
    assert.equal((await sublet.run(['admin', 'second'])).code, 2);
  });

  it('calls functions with the rights of the administrator or of another', async () => {
    const make = ['sok=ok', 'password=-', 'email=x@example.com'];
    const north = await sublet.run(['func', 'reseller.edit', 'name=north', ...make], { input: password });
    assert.deepEqual([north.code, north.err], [0, '']);
    assert.match((await sublet.run(['func', 'reseller'])).out, /^.*name=north.*$/m);
    assert.match((await sublet.run(['func', 'reseller', 'out=csv'])).out, /\r\n.*north/);
    assert.equal((JSON.parse((await sublet.run(['func', 'reseller', 'out=jsondata'])).out) as unknown[]).length, 1);
    assert.equal(
      (await sublet.run(['func', 'user.edit', 'name=alice', ...make, 'su=north'], { input: password })).code,
      0,
    );
    assert.match((await sublet.run(['func', 'user', 'su=north'])).out, /name=alice/);

    const denied = await sublet.run(['func', 'reseller', 'su=north']);
    assert.deepEqual([denied.code, denied.out], [1, '']);
    assert.match(denied.err, /You have no right to use “reseller”/);
  });

  it('ends with 1 and plain words for what is refused', async () => {
    for (const [args, words] of [
      [['reseller.disable', 'elid=nobody'], /“nobody” was not found/],
      [['reseller.constructor'], /There is no function/],
      [['user', 'su=nobody'], /“nobody” was not found/],
    ] as const) {
      const { code, out, err } = await sublet.run(['func', ...args]);
      assert.deepEqual([code, out], [1, ''], args.join(' '));
      assert.match(err, words);
    }
    const told = await sublet.run(['func', 'reseller.disable', 'elid=nobody', 'out=json']);
    assert.equal(told.code, 1);
    assert.match(told.out, /"\$type":"missed"/);
  });

  it('checks what is kept, tells what differs and mends it', async () => {
    const db = openDb({
      databaseUrl: engine === 'mariadb' ? (process.env['TEST_DATABASE_URL'] ?? null) : null,
      dataDir: sublet.folder,
    });
    // What a running panel does every few seconds: a record left without a seal for a minute is told.
    await sealJournal(db);
    const good = await sublet.run(['check']);
    assert.deepEqual([good.code, good.err], [0, '']);
    assert.match(good.out, /^Looked at \d+ accounts, .*: everything agrees\.$/m);
    await db('accounts').where({ level: 'admin' }).increment('sites_used', 3);
    await db.destroy();
    const wrong = await sublet.run(['check']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.out, /sites_used is 3, should be 0/);
    assert.match((await sublet.run(['check', '--repair'])).out, /(\d+) differ, \1 of them mended\./);
    assert.equal((await sublet.run(['check'])).code, 0);
  });
});

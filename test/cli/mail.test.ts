import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { openDb } from '../../src/db/open.ts';
import { findLoginByName } from '../../src/modules/logins/index.ts';
import { replyAddress } from '../../src/modules/mail/index.ts';
import { databaseUrl, engine, openTestDb } from '../helpers/db.ts';
import { openDesk, type Desk } from '../modules/tickets/desk.ts';
import { Sublet } from './run.ts';

const env = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_REPLY_DOMAIN: 'reply.example.com' };

describe('sublet mail', function () {
  this.timeout(60_000);
  let sublet: Sublet;
  let db: Knex;
  let desk: Desk;
  let address: string;
  before(async () => {
    sublet = new Sublet();
    if (engine === 'mariadb') await (await openTestDb()).destroy();
    await sublet.run(['migrate']);
    db = openDb({ databaseUrl, dataDir: sublet.folder });
    desk = await openDesk(db);
    const ticketId = Number(await desk.ask('alice'));
    const login = await findLoginByName({ db }, 'north');
    address = await replyAddress({ db }, { ticketId, loginId: login?.id ?? 0 }, env.MAIL_REPLY_DOMAIN);
  });
  after(async () => {
    await db.destroy();
    sublet.remove();
  });

  const mailFrom = (from: string): string =>
    `From: ${from}\nTo: support@example.com\nMessage-ID: <1@example.com>\n\nWe look into it.\n`;

  it('puts an answer into its ticket', async () => {
    const input = mailFrom('north@example.com');
    const ended = await sublet.run(['mail', '--recipient', address], { input, env });
    assert.deepEqual([ended.code, ended.out, ended.err], [0, '', '']);
    assert.equal((await desk.thread('alice', '1')).messages.at(-1)?.text, 'We look into it.');
  });

  it('says in one line what it refuses, with a code that mail servers understand', async () => {
    const run = (from: string, to: string, more = {}): ReturnType<Sublet['run']> =>
      sublet.run(['mail', '--recipient', to], { input: from === '' ? '' : mailFrom(from), env: { ...env, ...more } });
    const ended = await Promise.all([
      run('eve@example.com', address),
      run('north@example.com', 'reply+1.2.aaaaaaaaaaaaaaaaaaaa@reply.example.com'),
      run('', address),
      run('north@example.com', address, { MAIL_REPLY_DOMAIN: '' }),
      run('north@example.com', address, { DATABASE_URL: 'mysql://nobody:no@127.0.0.1:1/none' }),
    ]);
    assert.deepEqual(
      ended.map(({ code }) => code),
      [77, 67, 65, 75, 75],
    );
    assert.equal(ended[0].err, 'Answer from the address that the mail was sent to.\n');
    assert.equal(ended[3].err, 'Mail is not taken yet: set SMTP_URL and MAIL_REPLY_DOMAIN.\n');
  });
});

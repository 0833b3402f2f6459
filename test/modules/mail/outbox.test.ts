import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { inTransaction } from '../../../src/kernel/transaction.ts';
import { forgetMails, MailServer, queueMail, sendMails, type Mail } from '../../../src/modules/mail/index.ts';
import { mailHealth, resendMail } from '../../../src/modules/mail/outbox.service.ts';
import type { OutboxRecord } from '../../../src/modules/mail/outbox.table.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Tree } from '../../helpers/tree.ts';
import { withMail } from './configured.ts';
import { Post } from './post.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('the outbox', () => {
  let db: Knex;
  let tree: Tree;
  const post = new Post();
  let now: number;

  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    now = Date.now();
    post.manner = 'takes';
    post.arrived.length = 0;
    await post.open();
  });
  afterEach(async () => {
    await post.close();
    await db.destroy();
  });

  const root = (): Ctx => withMail(tree.ctxOf('root', now));
  const mailTo = (name: string, more: Partial<Mail> = {}): Mail => ({
    to: `${name}@example.com`,
    from: 'Sublet <panel@example.com>',
    replyTo: null,
    subject: 'Hello',
    text: 'Text',
    html: '<p>Text</p>',
    messageId: `${name}@panel.example.com`,
    references: [],
    headers: {},
    ...more,
  });
  const write = (...mails: Mail[]): Promise<void> =>
    inTransaction(root(), async (tx) => {
      for (const mail of mails) await queueMail(tx, mail);
    });
  const send = (): Promise<void> => sendMails(root(), new MailServer(post.url, { socketTimeout: 2000 }));
  const row = async (): Promise<OutboxRecord> => {
    const found = await db('outbox').first();
    assert.ok(found);
    return found;
  };
  const wait = async (ms: number): Promise<void> => {
    now += ms;
    await send();
  };

  it('sends each mail once, and forgets what it said', async () => {
    await write(mailTo('alice'), mailTo('bob'), mailTo('alice'));
    await send();
    await send();
    assert.deepEqual(post.recipients(), ['alice', 'bob']);
    assert.deepEqual(
      (await db('outbox')).map(({ state, mail, attempts }) => [state, mail, attempts]),
      [
        ['sent', '', 1],
        ['sent', '', 1],
      ],
    );
  });

  it('keeps nothing when the change that it tells of is taken back', async () => {
    const failed = inTransaction(root(), async (tx) => {
      await queueMail(tx, mailTo('alice'));
      throw new Error('no');
    });
    await assert.rejects(failed);
    assert.equal(await db('outbox').first(), undefined);
  });

  it('keeps nothing where no mail is sent, nor for an address that is none', async () => {
    await inTransaction(tree.ctxOf('root'), (tx) => queueMail(tx, mailTo('alice')));
    await write(mailTo('', { to: '' }), mailTo('', { to: 'alice@example.com\r\nBcc: eve@example.com' }));
    assert.equal(await db('outbox').first(), undefined);
  });

  it('lets nothing become a header that is none', async () => {
    const nasty = 'Hello\r\nBcc: eve@example.com\n\n<b>body</b>\u2028X: y';
    await write(mailTo('alice', { subject: nasty, headers: { 'X-Own': 'a\r\nBcc: eve@example.com' } }));
    await send();
    const [mail] = post.arrived;
    const names = mail?.headers.map(({ key }) => key).sort();
    assert.deepEqual(names, ['content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-own']);
    assert.deepEqual(post.recipients(), ['alice']);
    assert.equal(mail?.subject, 'Hello Bcc: eve@example.com <b>body</b> X: y');
  });

  it('is sent after the server was down, in growing steps', async () => {
    await post.close();
    await write(mailTo('alice'));
    await send();
    assert.deepEqual([(await row()).state, (await row()).next_at], ['waiting', now + minute]);
    await post.open();
    await wait(minute - 1);
    assert.deepEqual(post.recipients(), []);
    await wait(1);
    assert.deepEqual(post.recipients(), ['alice']);
    assert.deepEqual([(await row()).state, (await row()).attempts], ['sent', 2]);
  });

  it('is tried for a day when the server puts it off, and then no more', async () => {
    post.manner = 'defers';
    await write(mailTo('alice'));
    await send();
    const steps: number[] = [];
    while ((await row()).state === 'waiting') {
      const step = (await row()).next_at - now;
      steps.push(step / minute);
      await wait(step);
    }
    assert.deepEqual(steps, [1, 5, 15, 60, 180, 360, 720]);
    const { state, error } = await row();
    assert.deepEqual([state, /451.*try again later/.test(error)], ['failed', true]);
  });

  it('is taken by a server that had put it off', async () => {
    post.manner = 'defers';
    await write(mailTo('alice'));
    await send();
    post.manner = 'takes';
    await wait(minute);
    assert.deepEqual(post.recipients(), ['alice']);
  });

  it('gives up what the server refuses for good, and goes on with the others', async () => {
    post.manner = 'refuses carol';
    await write(mailTo('carol'), mailTo('alice'));
    await send();
    assert.deepEqual(post.recipients(), ['alice']);
    assert.deepEqual(
      (await db('outbox').orderBy('id')).map(({ state }) => state),
      ['failed', 'sent'],
    );
    assert.deepEqual(await mailHealth(root()), {
      configured: true,
      linked: true,
      undelivered: 1,
      error: (await row()).error,
    });
  });

  it('does not send again what was handed over and never answered', async () => {
    post.manner = 'hangs up';
    await write(mailTo('alice'));
    await send();
    post.manner = 'takes';
    await wait(day);
    assert.deepEqual(post.recipients(), ['alice']);
    assert.equal((await row()).state, 'unknown');
  });

  it('sends again what was cut off before it was handed over', async () => {
    post.manner = 'hangs up early';
    await write(mailTo('alice'));
    await send();
    assert.equal((await row()).state, 'waiting');
    post.manner = 'takes';
    await wait(minute);
    assert.deepEqual(post.recipients(), ['alice']);
  });

  it('does not send again what a process had in hand that has died', async () => {
    await write(mailTo('alice'));
    await db('outbox').update({ state: 'sending', next_at: now + 15 * minute });
    await wait(14 * minute);
    assert.equal((await row()).state, 'sending');
    await wait(2 * minute);
    assert.deepEqual([post.recipients(), (await row()).state], [[], 'unknown']);
  });

  it('is sent once by several processes at a time', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `user${String(index).padStart(2, '0')}`);
    await write(...names.map((name) => mailTo(name)));
    await Promise.all([send(), send(), send()]);
    assert.deepEqual(post.recipients(), names);
  });

  it('sends again what the administrator wants sent again, but nothing that has been sent', async () => {
    post.manner = 'hangs up';
    await write(mailTo('alice'));
    await send();
    post.manner = 'takes';
    const { id } = await row();
    await resendMail(root(), String(id));
    await send();
    assert.deepEqual(post.recipients(), ['alice', 'alice']);
    await assert.rejects(resendMail(root(), String(id)), /mail.sent_already/);
  });

  it('forgets after a month', async () => {
    await write(mailTo('alice'));
    await send();
    now += 29 * day;
    await forgetMails(root());
    assert.ok(await db('outbox').first());
    now += 2 * day;
    await forgetMails(root());
    assert.equal(await db('outbox').first(), undefined);
  });
});

import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { loadPanel } from '../../../src/app.ts';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import type { Registry } from '../../../src/panel/define.ts';
import { findLoginByName } from '../../../src/modules/logins/index.ts';
import { receiveMail, replyAddress, type Verdict } from '../../../src/modules/mail/index.ts';
import { closeTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { openTestDb } from '../../helpers/db.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from '../tickets/desk.ts';
import { withMail } from './configured.ts';

interface Written {
  readonly from?: string;
  readonly to?: string;
  readonly headers?: readonly string[];
  readonly type?: string;
  readonly body?: string;
}

describe('an answer by mail', () => {
  let db: Knex;
  let desk: Desk;
  let registry: Registry;
  let id: string;
  let address: string;

  before(async () => {
    ({ registry } = await loadPanel());
  });
  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
    id = await desk.ask('alice');
    address = await addressOf('north');
  });
  afterEach(() => db.destroy());

  const root = (): Ctx => withMail(desk.ctxOf('root'));
  const addressOf = async (name: Name): Promise<string> => {
    const login = await findLoginByName({ db }, name);
    return replyAddress({ db }, { ticketId: Number(id), loginId: login?.id ?? 0 }, 'reply.example.com');
  };
  let count = 0;
  const compose = ({ from = 'North <North@Example.com>', to = address, headers = [], ...rest }: Written): Buffer =>
    Buffer.from(
      [
        `From: ${from}`,
        `To: ${to}`,
        `Subject: Re: [#1] Mail lands in spam`,
        ...(headers.some((line) => /^message-id/i.test(line))
          ? []
          : [`Message-ID: <${String((count += 1))}@example.com>`]),
        'MIME-Version: 1.0',
        ...headers,
        `Content-Type: ${rest.type ?? 'text/plain; charset=utf-8'}`,
        '',
        rest.body ?? 'We look into it.',
      ].join('\r\n'),
    );
  const receive = (written: Written = {}, recipient: string | null = null): Promise<Verdict> =>
    receiveMail(root(), registry, { raw: compose(written), recipient });
  const code = async (written: Written = {}, recipient: string | null = null): Promise<number> =>
    (await receive(written, recipient)).code;
  const last = async (): Promise<string> => (await desk.thread('alice', id)).messages.at(-1)?.text ?? '';
  const messages = async (): Promise<number> => (await desk.thread('alice', id)).messages.length;
  const nothing = async (): Promise<void> => {
    assert.equal(await messages(), 1);
  };

  it('stands in the ticket, by whom and how it was written', async () => {
    assert.equal(await code(), 0);
    const message = (await desk.thread('alice', id)).messages.at(-1);
    assert.deepEqual(
      [message?.text, message?.account, message?.login, message?.acting, message?.byMail],
      ['We look into it.', 'north', 'north', false, true],
    );
    assert.deepEqual(
      (await desk.tickets('alice')).map(({ status }) => status),
      ['us'],
    );
  });

  it('finds its address where the mail server has put it, or is told it', async () => {
    assert.equal(await code({ to: 'undisclosed:;', headers: [`X-Original-To: ${address}`] }), 0);
    assert.equal(await code({ to: 'support@example.com', headers: [`Delivered-To: ${address.toUpperCase()}`] }), 0);
    assert.equal(await code({ to: 'support@example.com', headers: [`Cc: "N" <${address}>, x@example.com`] }), 0);
    assert.equal(await code({ to: 'support@example.com' }, address), 0);
    assert.equal(await code({}, 'reply+1@reply.example.com'), 67);
  });

  it('is not taken for an address that nobody has been given', async () => {
    const [before = '', at = ''] = address.split('@');
    const other = before.endsWith('a') ? 'b' : 'a';
    for (const wrong of [
      `${before.slice(0, -1)}${other}@${at}`,
      `${before}@elsewhere.example.com`,
      before.replace(/\+\d+\./, '+999.') + `@${at}`,
      before.replace(/\.\d+\./, '.1.') + `@${at}`,
      `${before.slice(0, -1)}@${at}`,
      `reply+1.2.@${at}`,
    ])
      assert.equal(await code({ to: wrong }), 67, wrong);
    await nothing();
  });

  it('is not taken from anybody else, which stands in the journal once', async () => {
    const headers = ['Message-ID: <same@example.com>'];
    for (const from of ['eve@example.com', 'eve@example.com', 'north@example.com.evil.example'])
      assert.equal(await code({ from, headers: from.startsWith('eve') ? headers : [] }), 77);
    assert.equal(await code({ headers: ['From: eve@example.com'] }), 77);
    await nothing();
    const records = await db('audit').where({ func: 'mail.refuse' });
    assert.deepEqual(
      records.map(({ login, object, subject_id, after }) => [
        login,
        object,
        subject_id,
        JSON.parse(after ?? '') as unknown,
      ]),
      ['eve@example.com', 'north@example.com.evil.example', ''].map((from) => [
        'root',
        '#1',
        desk.ids.north,
        { from, reason: 'sender' },
      ]),
    );
  });

  it('of a machine is passed over without a word', async () => {
    for (const header of [
      'Auto-Submitted: auto-replied',
      'Auto-Submitted: auto-generated (vacation)',
      'Precedence: bulk',
      'Precedence: list',
      'Return-Path: <>',
      'X-Sublet: ticket',
      'X-Autoreply: yes',
      'List-Id: <list.example.com>',
      'Message-ID: <ticket.1.new-1.2@panel.example.com>',
    ])
      assert.equal(await code({ headers: [header] }), 0, header);
    assert.equal(await code({ type: 'multipart/report; report-type=delivery-status; boundary=x', body: '--x--' }), 0);
    await nothing();
    assert.equal(await code({ headers: ['Auto-Submitted: no', 'Return-Path: <north@example.com>'] }), 0);
    assert.equal(await messages(), 2);
  });

  it('is cut to what has been written', async () => {
    const quoted = '> ##- Write your answer above this line -##\n>\n> alice has written to you\n> secret quote\n';
    for (const body of [
      `Try again.\n\nOn Fri, 20 Nov 2026 at 10:00, Sublet <panel@example.com> wrote:\n${quoted}`,
      `Try again.\n\nOn Fri, 20 Nov 2026 at 10:00, Sublet\n<panel@example.com> wrote:\n\n${quoted}`,
      `Try again.\n\nпт, 20 нояб. 2026 г. в 10:00, Sublet <panel@example.com>:\n\n${quoted}`,
      `Try again.\n\nW dniu 20.11.2026 o 10:00, Sublet pisze:\n${quoted}`,
      `Try again.\n-- \nNorth Ltd\n\nAm 20.11.2026 um 10:00 schrieb Sublet:\n${quoted}`,
      `Try again.\n\nSent from my phone\n\n-----Original Message-----\n${quoted}`,
      `${quoted}\nTry again.\n`,
      'Try again.\n\nOn Fri, 20 Nov 2026 at 10:00, Sublet <panel@example.com> wrote:\n> secret quote\n',
    ]) {
      assert.equal(await code({ body }), 0);
      assert.equal(await last(), 'Try again.', body);
    }
  });

  it('is not waited for when it is made to take for ever', async () => {
    const begun = performance.now();
    assert.equal(await code({ body: `Try again.\n${'a on at '.repeat(2000)}\n> secret quote` }), 0);
    assert.match(await last(), /^Try again\.\na on at/);
    assert.ok(!(await last()).includes('secret'));
    assert.ok(performance.now() - begun < 5000);
  });

  it('that only quotes is refused', async () => {
    assert.equal(await code({ body: '> ##- Write your answer above this line -##\n> quote\n' }), 65);
    await nothing();
  });

  it('is read from HTML when there is nothing else', async () => {
    const body =
      '<html><head><style>p{}</style></head><body><p>First <b>line</b></p><p>Second &lt;line&gt;<br>third</p><script>bad()</script>' +
      '<div class="gmail_quote">On Fri, 20 Nov 2026 at 10:00, Sublet &lt;panel@example.com&gt; wrote:<br><blockquote><p class="small">##- Write your answer above this line -##</p><p>secret</p></blockquote></div></body></html>';
    assert.equal(await code({ type: 'text/html; charset=utf-8', body }), 0);
    assert.equal(await last(), 'First line\n\nSecond <line>\nthird');
  });

  it('is read whatever its letters', async () => {
    const umlauts = Buffer.from('Größe, Übung', 'latin1').toString('base64');
    const type = 'text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64';
    assert.equal(await code({ type, body: umlauts }), 0);
    assert.equal(await last(), 'Größe, Übung');
    assert.equal(await code({ body: 'Zażółć gęślą jaźń. Ёжик' }), 0);
    assert.equal(await last(), 'Zażółć gęślą jaźń. Ёжик');
    const polish = { type: 'text/plain; charset=iso-8859-2\r\nContent-Transfer-Encoding: quoted-printable' };
    assert.equal(await code({ ...polish, body: 'Za=BF=F3=B3=E6' }), 0);
    assert.equal(await last(), 'Zażółć');
  });

  it('is taken once however often it is brought', async () => {
    const headers = ['Message-ID: <same@example.com>'];
    assert.deepEqual([await code({ headers }), await code({ headers }), await messages()], [0, 0, 2]);
  });

  it('opens a closed ticket again', async () => {
    await closeTicket(desk.ctxOf('alice'), id);
    assert.equal(await code(), 0);
    assert.deepEqual(
      (await desk.tickets('alice')).map(({ status }) => status),
      ['us'],
    );
  });

  it('is not taken from who may not use the panel, or not answer tickets', async () => {
    await db('logins').where({ login: 'north' }).update({ rules: '{"ticket.reply":"deny"}' });
    assert.equal(await code(), 77);
    await db('logins').where({ login: 'north' }).update({ rules: '{}' });
    await db('accounts').where({ name: 'north' }).update({ holds: 1 });
    const { code: refused, problems } = await receive();
    assert.deepEqual([refused, problems.map(({ message }) => message)], [77, ['mail.in.stopped']]);
    await db('logins').where({ login: 'north' }).update({ deleted_at: 1 });
    assert.equal(await code(), 67);
    await nothing();
  });

  it('brings what is attached, and says what may not be', async () => {
    const mixed = (name: string, content: string): Written => ({
      type: 'multipart/mixed; boundary=x',
      body: [
        '--x\r\nContent-Type: text/plain\r\n\r\nSee the log.',
        `--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${content}`,
        '--x--',
      ].join('\r\n'),
    });
    assert.equal(await code(mixed('log.txt', 'all is well')), 0);
    const files = (await desk.thread('alice', id)).messages.at(-1)?.attachments.map(({ name }) => name);
    assert.deepEqual([await last(), files], ['See the log.', ['log.txt']]);
    assert.equal(await code(mixed('run.exe', 'MZ')), 65);
    assert.equal(await messages(), 2);
  });

  it('that is none, or too large, is unreadable', async () => {
    for (const raw of [Buffer.alloc(0), Buffer.from('no mail at all'), Buffer.alloc(30 * 2 ** 20 + 1, 'a')])
      assert.equal((await receiveMail(root(), registry, { raw, recipient: null })).code, 65);
  });
});

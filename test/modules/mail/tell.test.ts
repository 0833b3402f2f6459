import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { createLogin } from '../../../src/modules/logins/index.ts';
import { MailServer, sendMails } from '../../../src/modules/mail/index.ts';
import { updateTicket, loadTicket } from '../../../src/modules/tickets/ticket.form.ts';
import { askProvider } from '../../../src/modules/tickets/open.service.ts';
import { closeTicket, markTicket, replyTicket } from '../../../src/modules/tickets/ticket.service.ts';
import type { ReplyInput } from '../../../src/modules/tickets/ticket.schema.ts';
import { openTestDb } from '../../helpers/db.ts';
import { buildTree, type Name, type Tree } from '../../helpers/tree.ts';
import { withMail } from './configured.ts';
import { Post, type Arrived } from './post.ts';

describe('news of a ticket', () => {
  let db: Knex;
  let tree: Tree;
  const post = new Post();

  beforeEach(async () => {
    db = await openTestDb();
    tree = await buildTree(db);
    post.arrived.length = 0;
    await post.open();
  });
  afterEach(async () => {
    await post.close();
    await db.destroy();
  });

  const as = (name: Name): Ctx => withMail(tree.ctxOf(name));
  const question = {
    subject: 'Mail lands in spam',
    priority: 'medium',
    category: '',
    text: 'Since\nThursday.',
  } as const;
  const ask = (name: Name, given: Partial<{ subject: string; text: string }> = {}): Promise<string> =>
    askProvider(as(name), { ...question, files: [], ...given });
  const reply = (name: Name, id: string, given: Partial<ReplyInput> = {}): Promise<void> =>
    replyTicket(as(name), id, { text: 'We look into it.', internal: false, close: false, files: [], ...given });
  const settle = (): Promise<void> => sendMails(as('root'), new MailServer(post.url));
  const told = async (): Promise<string[]> => {
    await settle();
    return post.recipients();
  };
  const mails = async (): Promise<Arrived[]> => {
    await settle();
    return post.arrived.splice(0);
  };
  const change = async (name: Name, columns: object): Promise<void> => {
    await db('logins').where({ login: name }).update(columns);
  };
  const assign = async (name: Name, id: string, loginId: number): Promise<void> => {
    const form = await loadTicket(as(name), id);
    await updateTicket(as(name), id, { ...form, assignee: String(loginId) });
  };
  const colleague = (name: string): Promise<number> =>
    createLogin(as('north'), {
      accountId: tree.ids.north,
      name,
      email: `${name}@example.com`,
      passwordHash: null,
      owner: false,
    });
  const bells = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await db('logins').where('bell', '>', 0)).map(({ login, bell }) => [login, bell]));

  it('goes to the other side, and never to who has made it', async () => {
    const id = await ask('alice');
    assert.deepEqual(await told(), ['north']);
    await reply('north', id);
    assert.deepEqual(await told(), ['alice']);
    await closeTicket(as('alice'), id);
    assert.deepEqual(await told(), ['north']);
    assert.deepEqual(await bells(), { north: 1 });
  });

  it('says nothing of a note to anybody', async () => {
    const id = await ask('alice');
    await told();
    await reply('north', id, { text: 'She has not paid.', internal: true, close: true });
    assert.deepEqual(await told(), []);
    assert.ok(!JSON.stringify(await db('outbox')).includes('paid'));
    assert.deepEqual(await db('notifications').where({ kind: 'ticket.answer' }), []);
  });

  it('goes to who takes care of the ticket, who is told of that too', async () => {
    const [jane] = [await colleague('jane'), await colleague('joe')];
    const id = await ask('alice');
    assert.deepEqual(await told(), ['jane', 'joe', 'north']);
    await assign('north', id, jane);
    assert.deepEqual(await told(), ['jane']);
    await reply('alice', id);
    assert.deepEqual(await told(), ['jane']);
    await db('logins').where({ id: jane }).update({ deleted_at: 1 });
    await reply('alice', id);
    assert.deepEqual(await told(), ['joe', 'north']);
  });

  it('is as each wants it: by mail too, in the panel only, or not at all', async () => {
    await change('north', { prefs: JSON.stringify({ notify: { new: 'panel', answer: 'none' } }) });
    const id = await ask('alice');
    await reply('alice', id);
    assert.deepEqual([await told(), await bells()], [[], { north: 1 }]);
    await reply('alice', id, { close: true });
    assert.deepEqual([await told(), await bells()], [['north'], { north: 2 }]);
  });

  it('is one mail for an answer that closes', async () => {
    const id = await ask('alice');
    await told();
    await reply('north', id, { close: true });
    const [mail, ...more] = await mails();
    assert.equal(more.length, 0);
    assert.match(mail?.text ?? '', /The ticket is closed with this/);
  });

  it('speaks the reader’s language, in the reader’s time', async () => {
    await change('north', { lang: 'ru', tz: 'Asia/Yekaterinburg' });
    const id = await ask('alice');
    const [mail] = await mails();
    assert.match(mail?.text ?? '', /alice пишет вам\n.*GMT\+5/);
    assert.match(mail?.html ?? '', /<html lang="ru">/);
    await reply('north', id);
    const [english] = await mails();
    assert.match(english?.text ?? '', /north has answered\n.* UTC\n/);
  });

  it('says all that is needed, in text and in HTML', async () => {
    const id = await ask('alice', { text: 'Zażółć <b>gęślą</b>\nё' });
    const [mail] = await mails();
    assert.equal(mail?.subject, `[#${id}] Mail lands in spam`);
    assert.match(mail.text ?? '', /^##- Write your answer above this line -##\n\nalice has written to you\n/);
    assert.match(mail.text ?? '', /Zażółć <b>gęślą<\/b>\nё\n/);
    assert.ok(mail.text?.includes(`https://panel.example.com/ticket.thread?elid=${id}`));
    assert.ok(mail.html?.includes('Zażółć &lt;b&gt;gęślą&lt;/b&gt;<br>ё<br>'));
    assert.ok(mail.html?.includes(`href="https://panel.example.com/ticket.thread?elid=${id}"`));
    assert.match(JSON.stringify(mail.replyTo), /reply\+\d+\.\d+\.[a-z2-7]{20}@reply\.example\.com/);
  });

  it('names what is attached', async () => {
    const { whatIsSaid } = await import('../../../src/modules/tickets/ticket-mail.ts');
    const id = await ask('alice');
    const message = await db('ticket_messages')
      .where({ ticket_id: Number(id) })
      .first();
    const file = {
      account_id: tree.ids.alice,
      name: 'screen.png',
      type: 'image/png',
      size: 5,
      file: 'x',
      preview: false,
    };
    await db('ticket_attachments').insert({ ...file, ticket_id: Number(id), message_id: message?.id ?? 0, at: 1 });
    const said = await whatIsSaid(as('alice'), { kind: 'new', messageId: message?.id ?? 0 });
    assert.deepEqual(said, { text: 'Since\nThursday.', files: ['screen.png'] });
  });

  it('carries no link where nobody has said where the panel is, and asks for no answer that would not arrive', async () => {
    const bare = withMail(tree.ctxOf('alice'), {
      publicUrl: '',
      mail: { from: 'panel@example.com', replyDomain: null },
    });
    await askProvider(bare, { ...question, files: [] });
    const [mail] = await mails();
    assert.ok(!/https?:/.test(`${mail?.text ?? ''}${mail?.html ?? ''}`));
    assert.equal(mail?.replyTo, undefined);
    assert.ok(!(mail?.text ?? '').includes('##-'));
    assert.match(mail?.messageId ?? '', /@example\.com>$/);
  });

  it('names both who has written and in whose panel', async () => {
    const id = await ask('alice');
    await told();
    const acting = { grantId: 'g', chain: [] };
    const { real } = as('root');
    await replyTicket({ ...as('north'), real, acting }, id, { text: 'Hi', internal: false, close: false, files: [] });
    const [mail] = await mails();
    assert.match(mail?.text ?? '', /root for north has answered/);
  });

  it('hangs together in mail programs, and asks machines not to answer', async () => {
    const id = await ask('alice');
    await reply('alice', id);
    const [first, second] = await mails();
    assert.notEqual(first?.messageId, second?.messageId);
    for (const mail of [first, second]) {
      assert.equal(mail?.references, `<ticket.${id}@panel.example.com>`);
      assert.equal(mail.inReplyTo, mail.references);
      const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
      assert.equal(headers.get('auto-submitted'), 'auto-generated');
      assert.equal(headers.get('x-auto-response-suppress'), 'All');
      assert.equal(headers.get('x-sublet'), 'ticket');
    }
  });

  it('does nothing that people write into it', async () => {
    const shape = async (given: { subject: string; text: string }): Promise<string[]> => {
      await ask('alice', given);
      const [mail] = await mails();
      return namesIn(parse(mail?.html ?? ''));
    };
    const plain = await shape({ subject: 'Plain', text: 'Plain' });
    assert.ok(plain.includes('a href'));
    for (const payload of payloads) assert.deepEqual(await shape({ subject: payload, text: payload }), plain);
  });

  it('has been seen by who has read, answered or closed the ticket', async () => {
    const id = await ask('alice');
    await reply('alice', id);
    assert.deepEqual(await bells(), { north: 2 });
    await markTicket(as('north'), id, false);
    assert.deepEqual(await bells(), {});
    await reply('alice', id);
    await reply('north', id);
    assert.deepEqual(await bells(), { alice: 1 });
    await closeTicket(as('alice'), id);
    assert.deepEqual(await bells(), { north: 1 });
  });
});

const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</div></body></html><a href="javascript:alert(1)">x</a>',
  '<!-- --><style>*{display:none}</style>',
  '&lt;b&gt; &amp; {{who}} #{1+1}',
];

type Node = DefaultTreeAdapterTypes.Node;

/** Every element and attribute in its order, but for line breaks. */
function namesIn(node: Node): string[] {
  const own =
    'tagName' in node && node.tagName !== 'br'
      ? [node.tagName, ...node.attrs.map(({ name }) => `${node.tagName} ${name}`)]
      : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap(namesIn) : [])];
}

import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { PanelError } from '../../../src/kernel/errors.ts';
import { tidyUploads, type Upload } from '../../../src/kernel/upload.ts';
import { tidyAttachments } from '../../../src/modules/tickets/attachment.disk.ts';
import { attachmentFile, attachmentPreview } from '../../../src/modules/tickets/attachment.file.ts';
import { tidyName } from '../../../src/modules/tickets/attachment.name.ts';
import { replyTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { openTestDb } from '../../helpers/db.ts';
import { installation } from '../../helpers/installation.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from './desk.ts';
import { html, pdf, png, polyglot, svg, upload, zip } from './uploads.ts';

const kept = join(installation.dataDir, 'attachments');
const filesKept = async (): Promise<string[]> => {
  const names = await readdir(kept, { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes('/'));
};
const day = 86_400_000;

describe('an attachment', () => {
  let db: Knex;
  let desk: Desk;
  beforeEach(async () => {
    await rm(installation.dataDir, { recursive: true, force: true });
    db = await openTestDb();
    desk = await openDesk(db);
  });
  afterEach(() => db.destroy());
  after(() => rm(installation.dataDir, { recursive: true, force: true }));

  const send = async (...files: readonly Upload[]): Promise<string> => desk.ask('alice', { files: [...files] });
  const refusal = async (...files: readonly Upload[]): Promise<string> => {
    const error = await send(...files).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof PanelError, 'it is taken');
    assert.deepEqual(
      error.problems.map(({ field }) => field),
      ['files'],
    );
    return error.messageKey;
  };
  const usedBy = async (name: Name): Promise<unknown> =>
    (await db('accounts').where({ id: desk.ids[name] }).first('attachments_used'))?.attachments_used;
  const only = async (name: Name, elid: string) => {
    const [message] = (await desk.thread(name, elid)).messages.slice(-1);
    const [file] = message?.attachments ?? [];
    assert.ok(file);
    return { ...file, elid: String(file.id) };
  };
  const isHidden = (error: unknown): boolean => error instanceof PanelError && error.code === 'not_found';

  it('is kept as it was sent, for nobody else to read, and counts against who sent it', async () => {
    const elid = await send(await upload('mail.log', 'one\ntwo\n'));
    const { name, size, preview, elid: id } = await only('north', elid);
    assert.deepEqual([name, size, preview], ['mail.log', 8, false]);
    const sent = await attachmentFile.load(desk.ctxOf('north'), id);
    assert.equal(await readFile(sent.path, 'utf8'), 'one\ntwo\n');
    assert.deepEqual([sent.type, sent.inline], ['text/plain; charset=utf-8', false]);
    assert.ok(sent.path.startsWith(kept) && !sent.path.includes('mail'));
    assert.equal((await stat(sent.path)).mode & 0o777, 0o600);
    assert.equal((await stat(kept)).mode & 0o777, 0o700);
    assert.deepEqual([await usedBy('alice'), await usedBy('north')], [8, 0]);
  });

  const taken = [
    ['photo.png', png(9, 9), 'image/png'],
    ['PHOTO.PNG', png(9, 9), 'image/png'],
    ['invoice.pdf', pdf, 'application/pdf'],
    ['site.zip', zip, 'application/zip'],
    ['page.txt', html, 'text/plain'],
    ['both.gif', polyglot, 'image/gif'],
    ['Журнал.csv', 'имя;сумма\n', 'text/plain'],
  ] as const;
  for (const [name, content, type] of taken)
    it(`is taken as ${name}: ${type}`, async () => {
      const { elid } = await only('north', await send(await upload(name, content)));
      const sent = await attachmentFile.load(desk.ctxOf('north'), elid);
      assert.equal(sent.type.split(';')[0], type);
      assert.equal(sent.inline, false);
    });

  const refused = [
    ['logo.svg', svg, 'attachment.type'],
    ['page.html', html, 'attachment.type'],
    ['page.xhtml', html, 'attachment.type'],
    ['feed.xml', '<?xml version="1.0"?><a/>', 'attachment.type'],
    ['run.exe', 'MZ', 'attachment.type'],
    ['photo.png.svg', png(9, 9), 'attachment.type'],
    ['noending', 'text', 'attachment.type'],
    ['logo.png', svg, 'attachment.content'],
    ['page.gif', html, 'attachment.content'],
    ['photo.jpg', png(9, 9), 'attachment.content'],
    ['site.zip', pdf, 'attachment.content'],
    ['photo.txt', png(9, 9), 'attachment.text'],
    ['vector.txt', '<?xml version="1.0"?><svg/>', 'attachment.text'],
    ['colours.log', '\u001b[31mred', 'attachment.text'],
    ['cp1251.txt', Buffer.from([0xcf, 0xf0, 0xe8]), 'attachment.text'],
    ['nothing.txt', '', 'attachment.empty'],
  ] as const;
  for (const [name, content, key] of refused)
    it(`is refused as ${name} that holds ${JSON.stringify(content.toString('latin1').slice(0, 12))}`, async () => {
      assert.equal(await refusal(await upload(name, content)), key);
      assert.deepEqual(await filesKept(), []);
      assert.equal(await usedBy('alice'), 0);
    });

  const say = (name: Name, limits: object): Promise<unknown> =>
    db('ticket_settings').insert({ account_id: desk.ids[name], ...limits });

  it('is held to size, number and kinds, which a reseller can only make narrower', async () => {
    const small = await upload('a.txt', 'x'.repeat(20));
    await say('root', { file_size: 30, file_count: 2, file_types: 'txt zip' });
    await say('north', { file_size: 10, file_count: 100, file_types: 'txt exe' });
    assert.equal(await refusal(small), 'attachment.size');
    assert.equal(await refusal(await upload('a.exe', 'MZ')), 'attachment.type');
    assert.equal(await refusal(await upload('a.zip', zip)), 'attachment.type');
    const tiny = await upload('a.txt', 'x');
    assert.equal(await refusal(tiny, tiny, tiny), 'attachment.count');
    await send(tiny, tiny);
    // Of another reseller the administrator's own limits hold.
    await desk.ask('carol', { files: [small] });
  });

  it('is not taken at all when none may be sent', async () => {
    await say('root', { file_count: 0 });
    assert.equal(await refusal(await upload('a.txt')), 'attachment.none');
  });

  it('fits into the quota of the account to the last byte', async () => {
    await say('root', { file_quota: 20 });
    await send(await upload('a.txt', 'x'.repeat(15)));
    assert.equal(await refusal(await upload('b.txt', '123456')), 'attachment.quota');
    await send(await upload('b.txt', '12345'));
    assert.equal(await usedBy('alice'), 20);
    assert.equal((await filesKept()).length, 2);
  });

  it('of a note is for one side only: the file, its picture and that it is there', async () => {
    const elid = await desk.ask('alice');
    await desk.reply('north', elid, { internal: true, files: [await upload('note.png', png(9, 9))] });
    const { elid: id, preview } = await only('north', elid);
    assert.equal(preview, true);
    for (const file of [attachmentFile, attachmentPreview]) {
      await file.load(desk.ctxOf('north'), id);
      for (const name of ['alice', 'bob', 'south', 'carol', 'dave', 'root'] as const)
        await assert.rejects(file.load(desk.ctxOf(name), id), isHidden, name);
    }
    assert.deepEqual(
      (await desk.thread('alice', elid)).messages.flatMap(({ attachments }) => attachments),
      [],
    );
  });

  it('is found by its number only, and by those who may read the message', async () => {
    const { elid } = await only('alice', await send(await upload('a.txt')));
    for (const name of ['bob', 'root', 'south', 'carol', 'dave'] as const)
      await assert.rejects(attachmentFile.load(desk.ctxOf(name), elid), isHidden, name);
    const odd = ['', '0', '-1', '1e0', `${elid} `, `${elid}\0`, '../1', '..%2f1', '/etc/passwd', '0x1', '99999999999'];
    for (const asked of odd) await assert.rejects(attachmentFile.load(desk.ctxOf('alice'), asked), isHidden, asked);
  });

  it('is not found when its file is gone', async () => {
    const { elid } = await only('alice', await send(await upload('a.png', png(3, 3))));
    await rm(kept, { recursive: true });
    for (const file of [attachmentFile, attachmentPreview])
      await assert.rejects(file.load(desk.ctxOf('alice'), elid), isHidden);
  });

  it('goes with each of many messages, and outlives what it was sent in', async () => {
    const file = await upload('terms.txt', '12345');
    const [one, two] = [
      await desk.message('north', 'alice', { files: [file] }),
      await desk.message('north', 'bob', { files: [file] }),
    ];
    await rm(join(installation.dataDir, 'uploads'), { recursive: true });
    for (const [name, elid] of [
      ['alice', one],
      ['bob', two],
    ] as const) {
      const { path } = await attachmentFile.load(desk.ctxOf(name), (await only(name, elid)).elid);
      assert.equal(await readFile(path, 'utf8'), '12345');
    }
    assert.equal(await usedBy('north'), 10);
  });

  it('leaves nothing behind when its message is refused, or is sent a second time', async () => {
    const elid = await desk.ask('alice');
    await db('accounts').where({ id: desk.ids.alice }).update({ parent_id: desk.ids.root });
    await assert.rejects(desk.reply('north', elid, { files: [await upload('a.txt')] }), PanelError);
    assert.deepEqual(await filesKept(), []);
    await db('accounts').where({ id: desk.ids.alice }).update({ parent_id: desk.ids.north });
    const again: Ctx = desk.ctxOf('north');
    const input = { text: 'Here.', internal: false, close: false, files: [await upload('a.txt')] };
    for (let time = 0; time < 2; time += 1) await replyTicket(again, elid, input);
    assert.equal((await filesKept()).length, 1);
    assert.equal(await usedBy('north'), 9);
  });

  it('is tidied away when no message has it for a day', async () => {
    const elid = await send(await upload('a.png', png(3, 3)));
    const [folder = ''] = await readdir(kept);
    const orphan = join(kept, folder, `${folder}00000000000000000000000000000f`);
    await writeFile(orphan, 'x');
    await writeFile(`${orphan}.webp`, 'x');
    const ctx = desk.ctxOf('root');
    await tidyAttachments(ctx, Date.now() - day);
    assert.equal((await filesKept()).length, 4);
    await tidyAttachments(ctx, Date.now() + day);
    assert.equal((await filesKept()).length, 2);
    await attachmentPreview.load(desk.ctxOf('alice'), (await only('alice', elid)).elid);
  });

  it('that a dead process has left among the uploads is tidied away', async () => {
    const uploads = join(installation.dataDir, 'uploads');
    for (const name of ['a.txt', 'b.txt']) await upload(name);
    const [old = ''] = await readdir(uploads);
    await utimes(join(uploads, old), 0, 0);
    await tidyUploads(installation.dataDir, Date.now() - 3_600_000);
    assert.equal((await readdir(uploads)).length, 1);
  });

  it('has a name without paths, without what is not seen, and of bounded length', () => {
    const names = {
      '../../etc/passwd.txt': 'passwd.txt',
      'C:\\Users\\me\\a.txt': 'a.txt',
      'inv\u202egpj.exe\u2066': 'invgpj.exe',
      'a\r\nSet-Cookie: x=1.txt': 'aSet-Cookie: x=1.txt',
      'a\0.txt': 'a.txt',
      'e\u0301.txt': 'é.txt',
      '.htaccess': 'htaccess',
      '..': 'file',
      '': 'file',
      '\ud800.txt': 'txt',
    };
    for (const [given, name] of Object.entries(names)) assert.equal(tidyName(given), name);
    const long = tidyName(`${'я'.repeat(500)}.tar.gz`);
    assert.deepEqual([long.length, long.slice(-3)], [200, '.gz']);
  });
});

import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Ctx } from '../../../src/kernel/ctx.ts';
import { PanelError } from '../../../src/kernel/errors.ts';
import { tidyAttachments } from '../../../src/modules/tickets/attachment.disk.ts';
import { attachmentFile, attachmentPreview } from '../../../src/modules/tickets/attachment.file.ts';
import { detachFile, whatGoes } from '../../../src/modules/tickets/detach.service.ts';
import { closeTicket } from '../../../src/modules/tickets/ticket.service.ts';
import { checked } from '../../helpers/checked.ts';
import { openTestDb } from '../../helpers/db.ts';
import { installation } from '../../helpers/installation.ts';
import { differences, snapshot } from '../../helpers/snapshot.ts';
import type { Name } from '../../helpers/tree.ts';
import { openDesk, type Desk } from './desk.ts';
import { png, upload } from './uploads.ts';

const others = ['bob', 'south', 'carol', 'dave', 'root'] as const;
const isHidden = (error: unknown): boolean => error instanceof PanelError && error.code === 'not_found';
const filesKept = async (): Promise<string[]> => {
  const names = await readdir(join(installation.dataDir, 'attachments'), { recursive: true });
  return names.filter((name) => name.includes('/'));
};

describe('an attachment that is removed', () => {
  let db: Knex;
  let desk: Desk;
  /** Alice's ticket with a picture of hers. */
  let elid: string;
  let file: string;
  beforeEach(async () => {
    await rm(installation.dataDir, { recursive: true, force: true });
    db = await openTestDb();
    desk = await openDesk(db);
    elid = await desk.ask('alice', { files: [await upload('shot.png', png(3, 3))] });
    file = await lastFile('alice');
  });
  afterEach(() => db.destroy());
  after(() => rm(installation.dataDir, { recursive: true, force: true }));

  const lastFile = async (name: Name): Promise<string> => {
    const files = (await desk.thread(name, elid)).messages.flatMap(({ attachments }) => attachments);
    return String(files.at(-1)?.id);
  };
  const detach = (name: Name, id = file): Promise<void> => detachFile(desk.ctxOf(name), elid, { file: id });
  const usedBy = async (name: Name): Promise<number | undefined> =>
    (await db('accounts').where({ id: desk.ids[name] }).first('attachments_used'))?.attachments_used;

  it('is gone for both sides but for its name, and its room is free', async () => {
    const { size } = (await db('ticket_attachments')
      .where({ id: Number(file) })
      .first('size')) ?? { size: 0 };
    assert.equal(await usedBy('alice'), size);
    assert.equal((await filesKept()).length, 2);
    await detach('alice');
    for (const name of ['alice', 'north'] as const) {
      const [message] = (await desk.thread(name, elid)).messages;
      assert.deepEqual(message?.attachments, [
        { id: Number(file), name: 'shot.png', size, preview: false, removed: true },
      ]);
      for (const kind of [attachmentFile, attachmentPreview])
        await assert.rejects(kind.load(desk.ctxOf(name), file), isHidden);
    }
    assert.deepEqual(await filesKept(), []);
    assert.equal(await usedBy('alice'), 0);
    assert.deepEqual(await checked(desk), []);
  });

  it('is found by nobody but the side that has sent it, and there once', async () => {
    const before = await snapshot(db);
    for (const name of ['north', ...others] as const) {
      await assert.rejects(detach(name), isHidden, name);
      await assert.rejects(whatGoes(desk.ctxOf(name), [elid], { file }), isHidden, name);
    }
    assert.deepEqual(differences(before, await snapshot(db)), []);
    await detach('alice');
    await assert.rejects(detach('alice'), isHidden);
    await assert.rejects(whatGoes(desk.ctxOf('alice'), [elid], { file }), isHidden);
  });

  it('is found in its own ticket only', async () => {
    const other = await desk.ask('alice');
    await assert.rejects(detachFile(desk.ctxOf('alice'), other, { file }), isHidden);
    const above = await desk.ask('north');
    await desk.reply('north', elid, { files: [await upload('a.txt')] });
    await assert.rejects(detachFile(desk.ctxOf('north'), above, { file: await lastFile('north') }), isHidden);
    assert.equal((await filesKept()).length, 3);
  });

  it('of a note is not even asked about on the other side, and named to nobody in the journal', async () => {
    await desk.reply('alice', elid, { internal: true, files: [await upload('secret.txt')] });
    const noted = await lastFile('alice');
    for (const name of ['north', ...others] as const) {
      await assert.rejects(detach(name, noted), isHidden, name);
      await assert.rejects(whatGoes(desk.ctxOf(name), [elid], { file: noted }), isHidden, name);
    }
    const [line] = await whatGoes(desk.ctxOf('alice'), [elid], { file: noted });
    assert.deepEqual(line?.values, { name: 'secret.txt' });
    await detach('alice', noted);
    const [record] = await db('audit').where({ func: 'ticket.detach' });
    assert.equal(record?.subject_id, desk.ids.alice);
    assert.equal(record.before, JSON.stringify({ file: noted }));
    assert.doesNotMatch(JSON.stringify(record), /secret/);
  });

  it('may have been sent by another login of the account', async () => {
    const ctx = desk.ctxOf('alice');
    const colleague: Ctx = { ...ctx, real: { ...ctx.real, loginId: null, name: 'colleague' } };
    await detachFile(colleague, elid, { file });
    assert.equal(await usedBy('alice'), 0);
  });

  it('may be in a ticket that is closed, and in one that nobody can answer any more', async () => {
    await desk.reply('north', elid, { files: [await upload('a.txt')] });
    await closeTicket(desk.ctxOf('north'), elid);
    await detach('alice');
    await db('accounts').where({ id: desk.ids.alice }).update({ parent_id: desk.ids.south });
    await detach('north', await lastFile('north'));
    assert.deepEqual([await usedBy('alice'), await usedBy('north')], [0, 0]);
  });

  it('makes room for another', async () => {
    const bytes = (await usedBy('alice')) ?? 0;
    await db('ticket_settings').insert({ account_id: desk.ids.root, file_quota: bytes });
    const again = async (): Promise<string> => desk.ask('alice', { files: [await upload('a.txt', 'x'.repeat(bytes))] });
    await assert.rejects(again(), /attachment\.quota/);
    await detach('alice');
    await again();
    assert.equal(await usedBy('alice'), bytes);
  });

  it('gives its room back once, however often it is removed at the same time', async () => {
    await desk.reply('alice', elid, { files: [await upload('a.png', png(3, 3))] });
    const bytes = (await usedBy('alice')) ?? 0;
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => detach('alice')));
    assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const answer of answers)
      if (answer.status === 'rejected') assert.ok(isHidden(answer.reason), String(answer.reason));
    assert.equal(await usedBy('alice'), bytes / 2);
    assert.equal((await db('audit').where({ func: 'ticket.detach' })).length, 1);
    assert.equal((await filesKept()).length, 2);
  });

  it('never takes what an account uses below nothing', async () => {
    await db('accounts').where({ id: desk.ids.alice }).update({ attachments_used: 1 });
    await detach('alice');
    assert.equal(await usedBy('alice'), 1);
  });

  it('is tidied away when the process has died before its file was gone', async () => {
    await db('ticket_attachments')
      .where({ id: Number(file) })
      .update({ removed_at: 1 });
    await tidyAttachments(desk.ctxOf('root'), Date.now() + 1000);
    assert.deepEqual(await filesKept(), []);
  });
});

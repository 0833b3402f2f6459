import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { migrateUp } from '../../src/db/migrations.ts';
import { PanelError } from '../../src/kernel/errors.ts';
import { createScratch, type Scratch } from '../db/scratch.ts';
import { installation } from '../helpers/installation.ts';
import { openDesk, type Desk } from '../modules/tickets/desk.ts';
import { upload } from '../modules/tickets/uploads.ts';

const wanted = 400;
const fit = 100;
const bytes = 7;

describe(`${String(wanted)} files sent at once into room for ${String(fit)}`, function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let db: Knex;
  let desk: Desk;
  beforeEach(async () => {
    scratch = await createScratch();
    db = scratch.open();
    await migrateUp(db);
    desk = await openDesk(db);
    await db('ticket_settings').insert({ account_id: desk.ids.root, file_quota: fit * bytes + bytes - 1 });
  });
  afterEach(async () => {
    await scratch.remove();
    await rm(installation.dataDir, { recursive: true, force: true });
  });

  it('are kept as far as they fit', async () => {
    const elid = await desk.ask('alice');
    const file = await upload('a.txt', 'x'.repeat(bytes));
    const answers = await Promise.allSettled(
      Array.from({ length: wanted }, () => desk.reply('alice', elid, { files: [file] })),
    );
    const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    for (const { reason } of refused)
      assert.ok(reason instanceof PanelError && reason.messageKey === 'attachment.quota', String(reason));
    assert.equal(refused.length, wanted - fit);
    const row = await db('accounts').where({ id: desk.ids.alice }).first('attachments_used');
    assert.equal(row?.attachments_used, fit * bytes);
    assert.equal((await db('ticket_attachments').select('id')).length, fit);
    const kept = await readdir(join(installation.dataDir, 'attachments'), { recursive: true });
    assert.equal(kept.filter((name) => name.includes('/')).length, fit);
  });
});

import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import type { Knex } from 'knex';
import sharp from 'sharp';
import { PanelError } from '../../../src/kernel/errors.ts';
import { attachmentPreview } from '../../../src/modules/tickets/attachment.file.ts';
import { openTestDb } from '../../helpers/db.ts';
import { installation } from '../../helpers/installation.ts';
import { openDesk, type Desk } from './desk.ts';
import { png, polyglot, upload } from './uploads.ts';

describe('the preview of an attachment', () => {
  let db: Knex;
  let desk: Desk;
  beforeEach(async () => {
    db = await openTestDb();
    desk = await openDesk(db);
  });
  afterEach(() => db.destroy());
  after(() => rm(installation.dataDir, { recursive: true, force: true }));

  async function sent(name: string, content: Buffer): Promise<{ elid: string; preview: boolean }> {
    const elid = await desk.ask('alice', { files: [await upload(name, content)] });
    const [file] = (await desk.thread('alice', elid)).messages.flatMap(({ attachments }) => attachments);
    assert.ok(file);
    return { elid: String(file.id), preview: file.preview };
  }
  const isHidden = (error: unknown): boolean => error instanceof PanelError && error.code === 'not_found';

  it('is a small picture, drawn anew without what it carried', async () => {
    const exif = { IFD0: { Copyright: 'canary', ImageDescription: 'canary' } };
    const photo = await sharp({ create: { width: 1500, height: 900, channels: 3, background: 'teal' } })
      .withExif(exif)
      .jpeg()
      .toBuffer();
    assert.ok(photo.includes('canary'));
    const { elid, preview } = await sent('photo.jpeg', photo);
    assert.equal(preview, true);
    const { path, type, inline } = await attachmentPreview.load(desk.ctxOf('north'), elid);
    const drawn = await readFile(path);
    const { width, height, format } = await sharp(path).metadata();
    assert.deepEqual([width, height, format, type, inline], [640, 384, 'webp', 'image/webp', true]);
    assert.ok(!drawn.includes('canary'));
  });

  const pictureless = [
    ['flood.png', png(50_000, 50_000, 1)],
    ['broken.png', png(100, 100).subarray(0, 60)],
    ['both.gif', polyglot],
  ] as const;
  for (const [name, content] of pictureless)
    it(`is not drawn of a picture like ${name}, which is taken at once`, async () => {
      const begun = Date.now();
      const { elid, preview } = await sent(name, content);
      assert.equal(preview, false);
      assert.ok(Date.now() - begun < 2000);
      await assert.rejects(attachmentPreview.load(desk.ctxOf('alice'), elid), isHidden);
    });
});

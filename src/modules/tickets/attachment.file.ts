import { access } from 'node:fs/promises';
import type { Ctx } from '../../kernel/ctx.ts';
import { notFound } from '../../kernel/errors.ts';
import { translator } from '../../lang/translate.ts';
import type { FileDef, Option, SentFile } from '../../panel/define.ts';
import { fileLimits } from '../support/index.ts';
import { pathOf, previewPathOf } from './attachment.disk.ts';
import { endingsOf } from './attachment.name.ts';
import { findAttachment } from './attachment.store.ts';
import { plainText } from './attachment.type.ts';

/** The file as it was sent, always to be kept by the reader and never shown. */
export const attachmentFile: FileDef = {
  async load(ctx, elid) {
    const { name, type, file } = await findAttachment(ctx, elid);
    const path = pathOf(ctx.installation.dataDir, file);
    return there(ctx, elid, { name, type: type === plainText ? `${type}; charset=utf-8` : type, path, inline: false });
  },
};

/** A small picture of it, which the panel has drawn itself. */
export const attachmentPreview: FileDef = {
  async load(ctx, elid) {
    const { name, file, preview } = await findAttachment(ctx, elid);
    if (!preview) throw notFound(elid);
    const path = previewPathOf(ctx.installation.dataDir, file);
    return there(ctx, elid, { name: `${name}.webp`, type: 'image/webp', path, inline: true });
  },
};

async function there(ctx: Ctx, elid: string, sent: SentFile): Promise<SentFile> {
  try {
    await access(sent.path);
    return sent;
  } catch {
    ctx.log.error({ attachment: elid }, 'the file of an attachment is gone');
    throw notFound(elid);
  }
}

/** What a field for attachments offers, for messages whose limits this account sets. */
export async function fileChoice(ctx: Ctx, providerId: number): Promise<Option[]> {
  const { count, size, types } = await fileLimits(ctx, providerId);
  const t = translator(ctx.lang);
  if (count === 0 || types.length === 0) return [{ value: '', label: t('attachment.hint_none') }];
  const values = { count, max: { amount: size, unit: 'file' }, types: types.join(', ') } as const;
  return [
    {
      value: types
        .flatMap(endingsOf)
        .map((ending) => `.${ending}`)
        .join(','),
      label: t('attachment.hint', values),
    },
  ];
}

import type { Ctx } from '../../kernel/ctx.ts';
import { refuse } from '../../kernel/errors.ts';
import type { Upload } from '../../kernel/upload.ts';
import type { FileLimits } from '../support/index.ts';
import { endingOf, tidyName } from './attachment.name.ts';
import { drawPreview } from './attachment.preview.ts';
import { isText, typeOf } from './attachment.type.ts';

/** A file that may be kept. */
export interface Checked {
  readonly upload: Upload;
  readonly name: string;
  readonly type: string;
  readonly preview: Buffer | null;
}

/** Looks at what was sent; throws what is wrong with the first file that may not be kept. */
export async function checkFiles(ctx: Ctx, uploads: readonly Upload[], limits: FileLimits): Promise<Checked[]> {
  for (const upload of uploads) checkOutside(tidyName(upload.name), upload, limits);
  if (uploads.length > limits.count)
    throw refuse('limit', 'files', 'attachment.count', { count: limits.count, given: uploads.length });
  const checked: Checked[] = [];
  for (const upload of uploads) checked.push(await seen(ctx, upload));
  return checked;
}

/** What can be told without opening it. */
function checkOutside(name: string, { size }: Upload, limits: FileLimits): void {
  if (limits.count === 0 || limits.types.length === 0) throw refuse('limit', 'files', 'attachment.none', { name });
  if (!limits.types.includes(endingOf(name)))
    throw refuse('invalid', 'files', 'attachment.type', { name, types: limits.types.join(', ') });
  if (size === 0) throw refuse('invalid', 'files', 'attachment.empty', { name });
  if (size > limits.size)
    throw refuse('limit', 'files', 'attachment.size', { name, max: { amount: limits.size, unit: 'file' } });
}

/** A message to many is one set of files: each is opened once. */
const looked = new WeakMap<Upload, Promise<Checked>>();

function seen(ctx: Ctx, upload: Upload): Promise<Checked> {
  const known = looked.get(upload) ?? look(ctx, upload);
  looked.set(upload, known);
  return known;
}

async function look(ctx: Ctx, upload: Upload): Promise<Checked> {
  const name = tidyName(upload.name);
  const ending = endingOf(name);
  const type = await typeOf(upload.path, ending);
  if (type === null)
    throw refuse('invalid', 'files', isText(ending) ? 'attachment.text' : 'attachment.content', { name });
  return { upload, name, type, preview: await drawPreview(upload.path, type, ctx.log) };
}

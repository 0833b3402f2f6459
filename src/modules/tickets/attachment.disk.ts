import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ctx } from '../../kernel/ctx.ts';
import { keptAmong } from './attachment.store.ts';

const folderOf = (dataDir: string): string => join(dataDir, 'attachments');

/** Where a file lies: in one of 256 folders, under a name that says nothing of it. */
export const pathOf = (dataDir: string, file: string): string => join(folderOf(dataDir), file.slice(0, 2), file);
export const previewPathOf = (dataDir: string, file: string): string => `${pathOf(dataDir, file)}${previewEnding}`;

const previewEnding = '.webp';

/** Keeps what lies at `from` under a random name, which it answers, with its preview beside it. */
export async function place(dataDir: string, from: string, preview: Buffer | null): Promise<string> {
  const file = randomBytes(16).toString('hex');
  const to = pathOf(dataDir, file);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await linkOrCopy(from, to);
  if (preview) await writeFile(previewPathOf(dataDir, file), preview, { mode: 0o600, flush: true });
  return file;
}

/** The same upload may be kept many times, and takes room once. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
  }
}

export async function discard(dataDir: string, file: string): Promise<void> {
  for (const path of [pathOf(dataDir, file), previewPathOf(dataDir, file)]) await rm(path, { force: true });
}

/** Removes files that no message has, of changes that came to nothing, when they are older than a time (epoch ms). */
export async function tidyAttachments(ctx: Ctx, before: number): Promise<void> {
  const { dataDir } = ctx.installation;
  for (const folder of await namesIn(folderOf(dataDir))) {
    const names = await namesIn(join(folderOf(dataDir), folder));
    const files = [...new Set(names.map((name) => name.replace(previewEnding, '')))];
    const kept = await keptAmong(ctx, files);
    for (const file of files.filter((name) => !kept.has(name)))
      if (await isOlder(pathOf(dataDir, file), before)) await discard(dataDir, file);
  }
}

/** By the time it was placed: linking changes that of the file's entry, not that of its content. */
async function isOlder(path: string, before: number): Promise<boolean> {
  const { ctimeMs } = await stat(path).catch(() => ({ ctimeMs: 0 }));
  return ctimeMs < before;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
}

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that came with a call; whoever wants to keep it links or copies it before the call ends. */
export interface Upload {
  /** The field it was sent in. */
  readonly field: string;
  /** As the sender calls it. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const uploadsIn = (dataDir: string): string => join(dataDir, 'uploads');

/** Makes a folder for the files of one call, which nobody else can look into. */
export async function openUploadFolder(dataDir: string): Promise<string> {
  const path = join(uploadsIn(dataDir), randomBytes(16).toString('hex'));
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

export async function removeUploadFolder(path: string): Promise<void> {
  // Something may still be writing: a client that has gone is noticed in several places at once.
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes what processes that died have left behind before a time (epoch ms). */
export async function tidyUploads(dataDir: string, before: number): Promise<void> {
  for (const path of await foldersIn(uploadsIn(dataDir))) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < before) await removeUploadFolder(path);
  }
}

async function foldersIn(path: string): Promise<string[]> {
  const names = await readdir(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.map((name) => join(path, name));
}

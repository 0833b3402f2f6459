import { randomBytes } from 'node:crypto';
import { chmod, copyFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openUploadFolder, removeUploadFolder, type Upload } from '../kernel/upload.ts';
import type { Call } from '../panel/answer.ts';
import type { Registry } from '../panel/define.ts';
import { findFunc } from '../panel/registry.ts';
import { UsageError } from './failure.ts';

/** What was given as `name=@path`: a file where the field takes files, and a text like others where it does not. */
export type Named = readonly [field: string, path: string];

/** Does work with a call that carries the files named. They are copied: the originals stay their owner's. */
export async function withFiles(
  where: { readonly registry: Registry; readonly dataDir: string },
  call: Call,
  named: readonly Named[],
  work: (call: Call) => Promise<void>,
): Promise<void> {
  const taken = named.filter(([field]) => takesFiles(where.registry, call.func, field));
  if (taken.length === 0) {
    await work(call);
    return;
  }
  const folder = await openUploadFolder(where.dataDir);
  try {
    const files = await Promise.all(taken.map((one) => copyInto(folder, one)));
    await work({ ...call, files });
  } finally {
    await removeUploadFolder(folder);
  }
}

function takesFiles(registry: Registry, name: string, field: string): boolean {
  const func = findFunc(registry, name);
  const fields = func?.kind === 'form' ? func.form.fields : func?.kind === 'verb' ? func.verb.input?.fields : {};
  return new Map(Object.entries(fields ?? {})).get(field)?.as === 'files';
}

async function copyInto(folder: string, [field, from]: Named): Promise<Upload> {
  const path = join(folder, randomBytes(16).toString('hex'));
  try {
    await copyFile(from, path);
    await chmod(path, 0o600);
  } catch {
    throw new UsageError(`“${from}” cannot be read: name a file that is there.`);
  }
  return { field, name: basename(from), path, size: (await stat(path)).size };
}

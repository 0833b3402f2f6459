import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.ts';
import { asReader, asUser } from './as-user.ts';
import type { LeftHome } from './aside.ts';
import { BIN, type Bin, type Exec } from './exec.ts';
import { refuseMounts } from './mounts.ts';
import { flush, lookAt } from './safe.ts';

/** Nothing waits for it, and whatever else runs goes first. */
const longest = 24 * 60 * 60_000;

/** Packs a home that lies aside and then removes it. Cut off anywhere, it is taken up again where it was. */
export async function archiveHome(paths: Paths, exec: Exec, home: LeftHome): Promise<void> {
  await refuseMounts(home.place);
  await pack(paths, exec, home);
  await remove(exec, home);
}

/**
 * For root's eyes only. The process can read all and change nothing: whatever lies in the home, nothing outside is
 * written. Sockets are left out. Nothing is mounted here, but a user may have made subvolumes.
 */
async function pack({ archive }: Paths, exec: Exec, { label, place, uid }: LeftHome): Promise<void> {
  await mkdir(archive, { recursive: true, mode: 0o700 });
  await chmod(archive, 0o700);
  const packed = join(archive, `${label}.tar.gz`);
  if ((await lookAt(packed)) !== null) return;
  // A name of its own: another process that was not ended in time may still write.
  const unfinished = join(archive, `.${label}.${randomUUID()}${unfinishedEnd}`);
  const file = await open(unfinished, 'wx', 0o600);
  try {
    const what = ['--create', '--gzip', '--sparse', '--directory', place, '--file', '-', '--', '.'];
    const reader = asReader(uid, 'tar', what);
    // 1: something changed while it was read.
    await exec.run('nice', idly('setpriv', reader), { outTo: file.fd, okCodes: [0, 1], timeoutMs: longest });
    await file.sync();
    await rename(unfinished, packed);
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
  // The archive has to be there for good before the home is not.
  await flush(archive);
}

/**
 * Removes a home without following links. What is its user's own is taken away with the user's uid, subvolumes too; root
 * takes only what is left, and crosses into no other file system.
 */
async function remove(exec: Exec, { place, uid }: LeftHome): Promise<void> {
  // Only root can pass through the folder above, so the user's process begins within.
  const parts = (await readdir(place)).map((name) => `./${name}`);
  const how = ['--recursive', '--force'];
  if (parts.length > 0)
    await exec
      .run('nice', idly('setpriv', asUser(uid, 'rm', [...how, '--', ...parts])), { cwd: place, timeoutMs: longest })
      .catch(() => undefined);
  await exec.run('nice', idly('rm', [...how, '--one-file-system', '--', place]), { timeoutMs: longest });
}

const unfinishedEnd = '.unfinished';

/** What a process that was ended has left. */
export async function removeUnfinished({ archive }: Paths): Promise<void> {
  const names = await readdir(archive).catch((): string[] => []);
  const unfinished = names.filter((name) => name.startsWith('.') && name.endsWith(unfinishedEnd));
  for (const name of unfinished) await unlink(join(archive, name));
}

/** Arguments of nice that run a program when the processor and the disk have nothing else to do. */
const idly = (bin: Bin, args: readonly string[]): string[] => [
  ...['-n', '19', '--', BIN.ionice, '-c', '3', '--', BIN[bin]],
  ...args,
];

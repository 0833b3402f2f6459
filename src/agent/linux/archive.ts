import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths.ts';
import { asReader, asUser } from './as-user.ts';
import type { Exec } from './exec.ts';
import { mountsWithin, readMounts } from './mounts.ts';
import { NotOurs } from './safe.ts';

const longest = 2 * 60 * 60_000;

/**
 * Packs a home, for root's eyes only. The process can read all and change nothing: whatever lies in the home, nothing
 * outside is written. Sockets are left out. Nothing is mounted here, but a user may have made subvolumes.
 */
export async function archiveHome(
  paths: Paths,
  exec: Exec,
  home: string,
  who: { name: string; uid: number },
): Promise<void> {
  await mkdir(paths.archive, { recursive: true, mode: 0o700 });
  await chmod(paths.archive, 0o700);
  const unfinished = join(paths.archive, `.${who.name}.unfinished`);
  const file = await open(
    unfinished,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    const what = ['--create', '--gzip', '--sparse', '--directory', home, '--file', '-', '--', '.'];
    // 1: something changed while it was read.
    await exec.run('setpriv', asReader(who.uid, 'tar', what), { outTo: file.fd, okCodes: [0, 1], timeoutMs: longest });
    await file.sync();
  } catch (error) {
    await unlink(unfinished);
    throw error;
  } finally {
    await file.close();
  }
  const day = new Date().toISOString().replace(/[:.]/g, '-');
  await rename(unfinished, join(paths.archive, `${who.name}-${who.uid}-${day}.tar.gz`));
}

/** Something of another's that is mounted in a home would be packed or emptied with it. */
export async function refuseMounts(home: string): Promise<void> {
  const [mount] = mountsWithin(home, await readMounts());
  if (mount !== undefined) throw new NotOurs(`something is mounted at ${mount.point}`);
}

/**
 * Removes a home without following links. Its user takes away what is its own, subvolumes too; root only what is left,
 * and crosses into no other file system.
 */
export async function removeHome(exec: Exec, home: string, uid: number): Promise<void> {
  const parts = (await readdir(home)).map((name) => join(home, name));
  const how = ['--recursive', '--force'];
  if (parts.length > 0)
    await exec
      .run('setpriv', asUser(uid, 'rm', [...how, '--', ...parts]), { timeoutMs: longest })
      .catch(() => undefined);
  await exec.run('rm', [...how, '--one-file-system', '--', home], { timeoutMs: longest });
}

import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, type FileHandle } from 'node:fs/promises';

// Directories below one that belongs to root. A link, a pipe or a file in the place of one is an error, never followed.

export interface DirectoryLook {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Something else is where a directory of ours should be. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

const asDirectory = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Makes a directory when it is missing and gives it its looks. One that is there may have been of `owners`. */
export async function ensureDirectory(path: string, look: DirectoryLook, owners: readonly number[]): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch(unless('EEXIST', undefined));
  const directory = await openDirectory(path);
  try {
    const found = await directory.stat();
    if (!owners.includes(found.uid)) throw new NotOurs(`${path} belongs to the user with id ${found.uid}`);
    // Taking it away comes before giving rights.
    if (found.uid !== look.uid || found.gid !== look.gid) await directory.chown(look.uid, look.gid);
    if ((found.mode & 0o7777) !== look.mode) await directory.chmod(look.mode);
  } finally {
    await directory.close();
  }
}

async function openDirectory(path: string): Promise<FileHandle> {
  try {
    return await open(path, asDirectory);
  } catch (error) {
    if (!['ENOTDIR', 'ELOOP'].includes(codeIn(error))) throw error;
    throw new NotOurs(`${path} is not a directory`);
  }
}

/** After this the names in a directory survive a loss of power. */
export async function flush(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Whether a directory is there, itself and not through a link, with these looks. */
export async function looksLike(path: string, look: DirectoryLook): Promise<boolean> {
  const found = await glance(path);
  if (found?.isDirectory() !== true) return false;
  return found.uid === look.uid && found.gid === look.gid && (found.mode & 0o7777) === look.mode;
}

/** What is at a path, links not followed; null: nothing. */
export const lookAt = (path: string): Promise<Stats | null> => lstat(path).catch(unless('ENOENT', null));

/** The same where users may have a say: what cannot be looked at, like a mount of theirs, is as good as nothing. */
export const glance = (path: string): Promise<Stats | null> => lstat(path).catch(() => null);

/** For `catch`: takes errors of one code for an answer. */
export const unless =
  <T>(code: string, answer: T) =>
  (error: unknown): T => {
    if (codeIn(error) !== code) throw error;
    return answer;
  };

const codeIn = (error: unknown): string => String((error as NodeJS.ErrnoException).code);

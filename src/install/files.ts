import { chmod, chown, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';

export interface Look {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export const rootOnly = (mode: number): Look => ({ uid: 0, gid: 0, mode });

/** Whether a folder or file is there as it should be; `text` null: a folder. */
export async function isThere(path: string, look: Look, text: string | null): Promise<boolean> {
  const stat = await lstat(path).catch(() => null);
  if (stat === null || (text === null ? !stat.isDirectory() : !stat.isFile())) return false;
  if (stat.uid !== look.uid || stat.gid !== look.gid || (stat.mode & 0o7777) !== look.mode) return false;
  return text === null || (await readFile(path, 'utf8')) === text;
}

/** Refuses what somebody has put in its place. */
export async function putFolder(path: string, { uid, gid, mode }: Look): Promise<void> {
  await mkdir(path, { recursive: true });
  if (!(await lstat(path)).isDirectory()) throw new Error(`${path} is no folder: move it away first.`);
  await chown(path, uid, gid);
  await chmod(path, mode);
}

/** In folders of root's only. Whoever reads meets the old text or the new one. */
export async function putFile(path: string, { uid, gid, mode }: Look, text: string): Promise<void> {
  const next = `${path}.new`;
  await rm(next, { force: true });
  const file = await open(next, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.chown(uid, gid);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
}

export const textOf = async (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });

/** Sets one line of a settings file and leaves the others as somebody has written them. */
export function withSetting(text: string, name: string, value: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.trimStart().startsWith(`${name}=`));
  if (at >= 0) lines[at] = `${name}=${value}`;
  else lines.splice(lines.at(-1) === '' ? -1 : lines.length, 0, `${name}=${value}`);
  return lines.join('\n');
}

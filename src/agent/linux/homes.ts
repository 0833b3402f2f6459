import { open, opendir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFailure } from '../../kernel/host.ts';
import type { Who } from '../op.ts';
import { homeOf, type Paths } from '../paths.ts';
import { eachAlone, isDomain, notOurs, owned } from './guard.ts';
import { readUsers, type LinuxUsers } from './passwd.ts';
import type { Quota } from './quota/quota.ts';
import { ensureDirectory, glance, lookAt, looksLike, NotOurs, type DirectoryLook, unless } from './safe.ts';

/** More entries than this in a folder of sites are not looked at: their number is the user's choice. */
const mostFolders = 10_000;

interface Layout {
  readonly home: DirectoryLook;
  readonly parts: readonly (DirectoryLook & { readonly name: string })[];
}

/** See `Paths`. */
function layoutOf(uid: number, groups: LinuxUsers['groups']): Layout {
  const web = groups.get('www-data');
  if (web === undefined) throw new Error('there is no group www-data');
  return {
    home: { uid: 0, gid: 0, mode: 0o711 },
    parts: [
      { name: 'www', uid, gid: web, mode: 0o710 },
      { name: 'tmp', uid, gid: uid, mode: 0o700 },
      { name: 'logs', uid: 0, gid: uid, mode: 0o750 },
    ],
  };
}

export async function makeHomes(paths: Paths, quota: Quota, users: readonly Who[]): Promise<HostFailure[]> {
  const linux = await readUsers();
  const { found, others } = owned(linux, users);
  const failures = await eachAlone(found, 'home', async ({ who: { name, uid } }) => {
    const { home, parts } = layoutOf(uid, linux.groups);
    const place = homeOf(paths, name);
    if ((await lookAt(place)) === null) await quota.makeHome(place);
    if (!(await isTheirs(place, uid))) throw new NotOurs(`${place} is there and is not the home of this user`);
    // The way to the parts is closed to the user before they are touched.
    await ensureDirectory(place, home, [0, uid]);
    for (const part of parts) await ensureDirectory(join(place, part.name), part, [0, uid]);
    await ensureLog(join(place, 'logs', 'php.log'), uid);
  });
  return [...notOurs(others), ...failures];
}

/** PHP writes it as the user, who cannot make files among the logs, nor put a link there. */
async function ensureLog(path: string, uid: number): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch(unless('EEXIST', null));
  if (file === null) return;
  try {
    await file.chown(uid, uid);
    await file.chmod(0o640);
  } finally {
    await file.close();
  }
}

/** Whether a place is the user's home, whatever its state. A directory of root's that was not made as one may be anything. */
export async function isTheirs(place: string, uid: number): Promise<boolean> {
  const found = await lookAt(place);
  if (found?.isDirectory() !== true) return false;
  if (found.uid === uid) return true;
  if (found.uid !== 0) return false;
  const parts = await Promise.all(['www', 'tmp'].map((name) => glance(join(place, name))));
  return parts.some((part) => part?.uid === uid) || (await readdir(place)).length === 0;
}

export async function isHome(paths: Paths, name: string, uid: number, groups: LinuxUsers['groups']): Promise<boolean> {
  const { home, parts } = layoutOf(uid, groups);
  const place = homeOf(paths, name);
  const right = await Promise.all([
    looksLike(place, home),
    ...parts.map((part) => looksLike(join(place, part.name), part)),
  ]);
  return right.every(Boolean);
}

/** Folders of sites of a user whose home is right. */
export async function foldersIn(paths: Paths, name: string): Promise<string[]> {
  const folders: string[] = [];
  const directory = await opendir(join(homeOf(paths, name), 'www'), { bufferSize: 256 }).catch(() => null);
  if (directory === null) return [];
  let seen = 0;
  for await (const entry of directory) {
    if (entry.isDirectory() && isDomain(entry.name)) folders.push(entry.name);
    if (++seen >= mostFolders) break;
  }
  return folders;
}

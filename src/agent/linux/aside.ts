import { readdir, realpath, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { asideOf, type Paths } from '../paths.ts';
import { isOurUid } from './passwd.ts';
import { ensureDirectory, unless } from './safe.ts';

// Homes of deleted accounts lie here until they are packed and removed. What lies here is the list of what is to be done.

/** A home that waits. Its uid is never given again, so nobody's processes can reach it. */
export interface LeftHome {
  /** Name, uid and time; the archive is called the same. */
  readonly label: string;
  readonly place: string;
  readonly uid: number;
}

/** Moves a home out of everybody's reach. Nothing is copied: that takes the same moment for any home. */
export async function setAside(
  paths: Paths,
  home: string,
  { name, uid }: { name: string; uid: number },
): Promise<void> {
  await ensureDirectory(asideOf(paths), { uid: 0, gid: 0, mode: 0o700 }, [0]);
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  await rename(home, join(asideOf(paths), `${name}-${uid}-${time}`));
}

/** In the order of their names. What root has put there under other names is let be. */
export async function leftHomes(paths: Paths): Promise<LeftHome[]> {
  const labels = await readdir(asideOf(paths)).catch(unless<string[]>('ENOENT', []));
  if (labels.length === 0) return [];
  const folder = await realpath(asideOf(paths));
  return labels.sort().flatMap((label) => {
    const uid = Number(labelForm.exec(label)?.[1]);
    return isOurUid(uid) ? [{ label, uid, place: join(folder, label) }] : [];
  });
}

const labelForm = /^[a-z][a-z0-9_-]{0,30}-(\d{5})-\d{4}-\d\d-\d\dT[\d-]+Z$/;

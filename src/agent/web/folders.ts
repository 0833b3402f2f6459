import { chmod, chown, mkdir, rename, rm, symlink } from 'node:fs/promises';
import type { Paths } from '../paths.ts';

/** Debian gives this number to www-data on every system. */
export const wwwData = 33;

/** Makes the folders the web server has to pass through; users cannot. */
export async function openWays({ state, run, log }: Paths): Promise<void> {
  for (const folder of [state, run, log]) await makeFolder(folder);
}

/** A folder of root's in which the web server may open what it knows the name of. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chown(folder, 0, wwwData);
  await chmod(folder, 0o710);
}

/** Lets a link point elsewhere, without a moment in which there is none. */
export async function relink(link: string, target: string): Promise<void> {
  const next = `${link}.new`;
  await rm(next, { force: true });
  await symlink(target, next);
  await rename(next, link);
}

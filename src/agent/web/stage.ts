import { open, readFile, readdir, readlink, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { flush } from '../linux/safe.ts';
import type { Tree } from '../op.ts';
import { makeFolder, relink, wwwData } from './folders.ts';
import { treeId, withId, withoutId } from './tree.ts';

// Trees of one program lie in FOLDER/trees/ID; FOLDER/current is a link to the one in use.

export const treeFolder = (folder: string, id: string): string => join(folder, 'trees', digest(id));

/** Writes a tree so that it is there as a whole or not at all. Nothing is written when it is there already. */
export async function stage(folder: string, id: string, tree: Tree): Promise<string> {
  const place = treeFolder(folder, id);
  if ((await idOf(place)) === id) return place;
  await makeFolder(folder);
  await makeFolder(join(folder, 'trees'));
  const fresh = `${place}.new`;
  const old = `${place}.old`;
  for (const left of [fresh, old]) await rm(left, { recursive: true, force: true });
  for (const [path, text] of withId(tree, id)) await writeFile(fresh, path, text);
  await rename(place, old).catch(() => undefined);
  await rename(fresh, place);
  await flush(dirname(place));
  await rm(old, { recursive: true, force: true });
  return place;
}

/** The id that the link names; null: there is none. */
export async function currentId(folder: string): Promise<string | null> {
  const target = await readlink(join(folder, 'current')).catch(() => '');
  const id = basename(target);
  return isDigest(id) ? id : null;
}

/** The id of what really lies in the tree in use. */
export async function lyingId(folder: string): Promise<string | null> {
  const id = await currentId(folder);
  return id === null ? null : idOf(treeFolder(folder, id));
}

export async function makeCurrent(folder: string, id: string | null): Promise<void> {
  const link = join(folder, 'current');
  if (id === null) await rm(link, { force: true });
  else await relink(link, join('trees', digest(id)));
  await flush(folder);
}

/** Removes trees that no process uses any more. */
export async function prune(folder: string, keep: readonly (string | null)[]): Promise<void> {
  const trees = join(folder, 'trees');
  for (const name of await readdir(trees)) {
    if (!keep.includes(name)) await rm(join(trees, name), { recursive: true, force: true });
  }
}

const isDigest = (id: string): boolean => /^[0-9a-f]{64}$/u.test(id);

function digest(id: string): string {
  if (!isDigest(id)) throw new Error(`not the id of a tree: ${JSON.stringify(id)}`);
  return id;
}

/** null: there is no such tree. A tree with anything but files in it has an id that no tree has. */
async function idOf(place: string): Promise<string | null> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const tree = new Map<string, string>();
  for (const entry of entries.filter((found) => !found.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(place.length + 1);
    tree.set(name, entry.isFile() ? await readFile(path, 'utf8') : 'not a file');
  }
  return treeId(withoutId(tree, basename(place)));
}

/** Nobody but root and the web server reads it. */
async function writeFile(place: string, path: string, text: string): Promise<void> {
  if (!/^(?:[a-z][a-z0-9_-]*\/)*[a-z][a-z0-9_.-]*$/u.test(path)) throw new Error(`not the path of a file: ${path}`);
  const file = join(place, path);
  for (const folder of foldersOf(place, path)) await makeFolder(folder);
  const handle = await open(file, 'wx', 0o640);
  try {
    await handle.chown(0, wwwData);
    await handle.chmod(0o640);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const foldersOf = (place: string, path: string): string[] =>
  dirname(path) === '.' ? [place] : [place, join(place, dirname(path))];

import { createHash } from 'node:crypto';
import type { Tree } from '../op.ts';

/** Stands for the tree's own id in its `*.conf` files: the id is a digest, so it is put in only when the files are written. */
export const idPlace = '@TREE@';
/** The same, where paths must be short: those of sockets have at most 107 characters. */
export const shortIdPlace = '@SHORT@';

/** SHA-256, hex, over all files in the order of their paths. */
export function treeId(tree: Tree): string {
  const hash = createHash('sha256');
  for (const path of [...tree.keys()].sort()) {
    const text = tree.get(path) ?? '';
    hash.update(`${path}\n${Buffer.byteLength(text)}\n`).update(text);
  }
  return hash.digest('hex');
}

export const withId = (tree: Tree, id: string): Tree =>
  confs(tree, (text) => text.replaceAll(idPlace, id).replaceAll(shortIdPlace, shortId(id)));

export const withoutId = (tree: Tree, id: string): Tree =>
  confs(tree, (text) => text.replaceAll(id, idPlace).replaceAll(shortId(id), shortIdPlace));

export const shortId = (id: string): string => id.slice(0, 16);

const confs = (tree: Tree, change: (text: string) => string): Tree =>
  new Map([...tree].map(([path, text]) => [path, path.endsWith('.conf') ? change(text) : text]));

import { createHash } from 'node:crypto';
import type { Tree } from '../op.ts';

/** Stands for the tree's own id in its `*.conf` files: the id is a digest, so it is put in only when the files are written. */
export const idPlace = '@TREE@';

/** SHA-256, hex, over all files in the order of their paths. */
export function treeId(tree: Tree): string {
  const hash = createHash('sha256');
  for (const path of [...tree.keys()].sort()) {
    const text = tree.get(path) ?? '';
    hash.update(`${path}\n${Buffer.byteLength(text)}\n`).update(text);
  }
  return hash.digest('hex');
}

export const withId = (tree: Tree, id: string): Tree => replaced(tree, idPlace, id);
export const withoutId = (tree: Tree, id: string): Tree => replaced(tree, id, idPlace);

const replaced = (tree: Tree, from: string, to: string): Tree =>
  new Map([...tree].map(([path, text]) => [path, path.endsWith('.conf') ? text.replaceAll(from, to) : text]));

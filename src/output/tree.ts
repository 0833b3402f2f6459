import { flag } from './cells.ts';

/** What scripts get from a form or a page: names, texts and lists of them. */
export type Tree = string | Tree[] | { readonly [name: string]: Tree };
export type Branch = Readonly<Record<string, Tree>>;

/** Whatever a page loaded, as far as it can be said in text; functions and the like are left out. */
export function branchOf(data: Readonly<Record<string, unknown>>): Branch {
  const branch: Record<string, Tree> = {};
  for (const [name, value] of Object.entries(data)) {
    const tree = treeOf(value);
    if (tree !== undefined) branch[name] = tree;
  }
  return branch;
}

function treeOf(value: unknown): Tree | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return flag(value);
    case 'object':
      return value === null ? '' : partsOf(value);
    case 'undefined':
      return '';
    case 'function':
    case 'symbol':
      return undefined;
  }
}

function partsOf(value: object): Tree {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return branchOf(Object.fromEntries<unknown>(value));
  if (Array.isArray(value) || value instanceof Set)
    return [...(value as Iterable<unknown>)].flatMap((item) => treeOf(item) ?? []);
  return branchOf({ ...value });
}

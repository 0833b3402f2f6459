import { readFile } from 'node:fs/promises';
import { NotOurs } from './safe.ts';

export interface Mount {
  readonly point: string;
  readonly type: string;
  /** The device, for file systems that have one. */
  readonly source: string;
  readonly options: readonly string[];
}

/** In the order they were mounted: a later one lies over an earlier one. */
export async function readMounts(): Promise<Mount[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8');
  return text.split('\n').flatMap(mountIn);
}

/** A line of mountinfo: `id parent dev root POINT options [more …] - TYPE SOURCE OPTIONS`. */
function mountIn(line: string): Mount[] {
  const [before = '', after] = line.split(' - ');
  const point = before.split(' ')[4];
  if (point === undefined || after === undefined) return [];
  const [type = '', source = '', options = ''] = after.split(' ');
  return [{ point: unescaped(point), type, source: unescaped(source), options: options.split(',') }];
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));

/** The file system that a path lies on. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const over = mounts.filter(({ point }) => point === path || isBelow(path, point));
  return over.toSorted((a, b) => a.point.length - b.point.length).at(-1);
}

/** Whatever is mounted at a path or below it. */
export const mountsWithin = (path: string, mounts: readonly Mount[]): Mount[] =>
  mounts.filter(({ point }) => point === path || isBelow(point, path));

/** Something of another's that is mounted in a home would be packed or emptied with it. */
export async function refuseMounts(home: string): Promise<void> {
  const [mount] = mountsWithin(home, await readMounts());
  if (mount !== undefined) throw new NotOurs(`something is mounted at ${mount.point}`);
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`);

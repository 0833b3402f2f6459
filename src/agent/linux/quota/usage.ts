import { homeOf, type Paths } from '../../paths.ts';
import type { Exec } from '../exec.ts';
import { lookAt } from '../safe.ts';
import { detectQuota } from './detect.ts';
import type { Limited } from './quota.ts';

const longestWalk = 5 * 60_000;

/** Bytes on disk by uid; those of whom nothing can be said are left out. */
export async function diskUsage(paths: Paths, exec: Exec, users: readonly Limited[]): Promise<Map<number, number>> {
  const uses = await (await detectQuota(paths, exec)).read(users);
  const unknown = users.filter(({ uid }) => !uses.has(uid));
  const walked = await walk(paths, exec, unknown);
  return new Map([...walked, ...[...uses].map(([uid, { usedBytes }]): [number, number] => [uid, usedBytes])]);
}

/** A walk for each: of whom it takes too long nothing is said, and the others get theirs. */
async function walk(paths: Paths, exec: Exec, users: readonly Limited[]): Promise<Map<number, number>> {
  const sizes = new Map<number, number>();
  for (const { name, uid } of users) {
    const home = homeOf(paths, name);
    if ((await lookAt(home))?.isDirectory() !== true) continue;
    const size = await sizeOf(exec, home).catch(() => null);
    if (size !== null) sizes.set(uid, size);
  }
  return sizes;
}

/** Without what lies on other file systems. */
async function sizeOf(exec: Exec, home: string): Promise<number | null> {
  const what = ['--summarize', '--one-file-system', '--block-size=1', '--', home];
  // Files that go away during the walk make it end with 1.
  const { out } = await exec.run('du', what, { okCodes: [0, 1], timeoutMs: longestWalk });
  const bytes = /^(\d+)\t/.exec(out)?.[1];
  return bytes === undefined ? null : Number(bytes);
}

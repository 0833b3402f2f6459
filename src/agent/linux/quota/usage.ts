import { homeOf, type Paths } from '../../paths.ts';
import type { Exec } from '../exec.ts';
import { lookAt } from '../safe.ts';
import { detectQuota } from './detect.ts';
import type { Limited } from './quota.ts';

const longestWalk = 30 * 60_000;

/** Bytes on disk by uid; those of whom nothing can be said are left out. */
export async function diskUsage(paths: Paths, exec: Exec, users: readonly Limited[]): Promise<Map<number, number>> {
  const uses = await (await detectQuota(paths, exec)).read(users);
  const unknown = users.filter(({ uid }) => !uses.has(uid));
  const walked = await walk(paths, exec, unknown);
  return new Map([...walked, ...[...uses].map(([uid, { usedBytes }]): [number, number] => [uid, usedBytes])]);
}

/** One walk through all homes, which crosses into no other file system. */
async function walk(paths: Paths, exec: Exec, users: readonly Limited[]): Promise<Map<number, number>> {
  const places = new Map<string, number>();
  for (const { name, uid } of users) {
    const home = homeOf(paths, name);
    if ((await lookAt(home))?.isDirectory() === true) places.set(home, uid);
  }
  if (places.size === 0) return new Map();
  const how = ['--summarize', '--one-file-system', '--block-size=1', '--null', '--files0-from=-'];
  const stdin = [...places.keys()].map((home) => `${home}\0`).join('');
  // Files that go away during the walk make it end with 1.
  const { out } = await exec.run('du', how, { stdin, okCodes: [0, 1], timeoutMs: longestWalk });
  const sizes = out.split('\0').map((entry) => /^(\d+)\t([^]+)$/.exec(entry));
  return new Map(
    sizes.flatMap((found): [number, number][] => {
      const uid = places.get(found?.[2] ?? '');
      return uid === undefined ? [] : [[uid, Number(found?.[1])]];
    }),
  );
}

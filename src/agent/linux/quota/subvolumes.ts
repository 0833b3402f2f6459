import { readdir } from 'node:fs/promises';
import type { Exec } from '../exec.ts';

// A user may make subvolumes in its home, and the limit of the home does not count what lies in them.

export interface Subvolume {
  readonly id: string;
  /** The home it lies in, by its id. */
  readonly home: string;
  /** From the home on: of the user's choice. */
  readonly path: string;
}

/** Asking for one takes a process; a user may have made any number of them. */
const mostQuestions = 200;

/** What has been asked for already, by id, which is never used again; null: it lies in no home, or is gone. */
const known = new Map<string, Subvolume | null>();

/** Subvolumes within homes, which are given by their ids. `groups` is where the kernel shows the limit of each. */
export async function subvolumesIn(
  homes: ReadonlyMap<string, string>,
  groups: string,
  exec: Exec,
): Promise<readonly Subvolume[]> {
  const [mount] = homes.values();
  if (mount === undefined) return [];
  const ids = (await readdir(groups)).flatMap((name) => /^0_(\d+)$/.exec(name)?.[1] ?? []);
  const others = ids.filter((id) => !homes.has(id));
  const fresh = others.filter((id) => !known.has(id)).slice(0, mostQuestions);
  if (fresh.length > 0) {
    const places = new Map<string, string>();
    for (const id of homes.keys()) places.set(await pathOf(exec, id, mount), id);
    for (const id of fresh) known.set(id, within(places, id, await pathOf(exec, id, mount)));
  }
  return others.flatMap((id) => known.get(id) ?? []).filter(({ home }) => homes.has(home));
}

/** From the root of the file system on; '': there is none. */
async function pathOf(exec: Exec, id: string, mount: string): Promise<string> {
  const { out } = await exec.run('btrfs', ['inspect-internal', 'subvolid-resolve', '--', id, mount], {
    okCodes: [0, 1],
  });
  return out.replace(/\n$/, '');
}

/** The way to a home is root's alone, so no name of a user's choice can lead into another's. */
function within(homes: ReadonlyMap<string, string>, id: string, path: string): Subvolume | null {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const home = homes.get(path.slice(0, at));
    if (home !== undefined) return { id, home, path: path.slice(at + 1) };
  }
  return null;
}

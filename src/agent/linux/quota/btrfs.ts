import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { homeOf, type Paths } from '../../paths.ts';
import type { Exec } from '../exec.ts';
import { eachAlone } from '../guard.ts';
import { lookAt, unless } from '../safe.ts';
import type { Limited, Quota, QuotaUse } from './quota.ts';
import { subvolumesIn } from './subvolumes.ts';

const devices = '/sys/fs/btrfs';
/** Every subvolume begins with this inode. */
const firstInode = 256;

/** Ids of subvolumes by device and time of birth: asking for one takes a process, and an id is never used again. */
const ids = new Map<string, string>();

/**
 * A home is a subvolume with a limit of its own; `groups` is where the kernel shows the limits. What a user puts into a
 * subvolume that it makes itself is outside of the limit, and the file system knows no way to forbid that: it is counted
 * as used, and its user counts as one whose limit is not kept.
 */
export function btrfsQuota(paths: Paths, groups: string, exec: Exec): Quota {
  return {
    kind: 'btrfs',
    async makeHome(path) {
      await exec.run('btrfs', ['subvolume', 'create', '--', path]);
    },
    async read(users) {
      const uses = new Map<number, QuotaUse>();
      const homes = await homesOf(paths, users, exec);
      const outside = await outsideOf(homes, groups, exec);
      for (const { uid, id } of homes) {
        const use = await readGroup(join(groups, `0_${id}`));
        const more = outside.get(id);
        if (use !== null)
          uses.set(uid, more === undefined ? use : { usedBytes: use.usedBytes + more.bytes, limitKiB: null });
      }
      return uses;
    },
    async set(users) {
      const homes = await homesOf(paths, users, exec);
      const ids = new Map(homes.map(({ uid, id }) => [uid, id]));
      const outside = await outsideOf(homes, groups, exec);
      return eachAlone(users, 'quota', async ({ name, uid, diskKiB }) => {
        const home = homeOf(paths, name);
        const id = ids.get(uid);
        if (id === undefined && diskKiB === null) return;
        // The limit of a plain directory would be that of all homes together.
        if (id === undefined) throw new Error(`${home} is a plain directory, and limits are kept for subvolumes`);
        await exec.run('btrfs', ['qgroup', 'limit', diskKiB === null ? 'none' : String(diskKiB * 1024), '--', home]);
        const more = outside.get(id);
        if (diskKiB !== null && more !== undefined)
          throw new Error(`a subvolume in ${home} is outside of its limit, and has to be deleted: ${more.path}`);
      });
    },
  };
}

interface Home {
  readonly uid: number;
  readonly id: string;
  readonly path: string;
}

/** Those that are subvolumes. */
async function homesOf(paths: Paths, users: readonly Limited[], exec: Exec): Promise<Home[]> {
  const homes: Home[] = [];
  for (const { uid, name } of users) {
    const path = homeOf(paths, name);
    const id = await subvolumeAt(exec, path);
    if (id !== null) homes.push({ uid, id, path });
  }
  return homes;
}

/** Bytes in subvolumes within homes, and where one of them is, by the id of the home. */
async function outsideOf(
  homes: readonly Home[],
  groups: string,
  exec: Exec,
): Promise<Map<string, { readonly bytes: number; readonly path: string }>> {
  const outside = new Map<string, { readonly bytes: number; readonly path: string }>();
  const places = new Map(homes.map(({ id, path }) => [id, path]));
  for (const { id, home, path } of await subvolumesIn(places, groups, exec)) {
    // The group of one that was deleted stays, and holds nothing.
    const bytes = (await readGroup(join(groups, `0_${id}`)))?.usedBytes ?? 0;
    if (bytes > 0) outside.set(home, { path, bytes: bytes + (outside.get(home)?.bytes ?? 0) });
  }
  return outside;
}

/** What the kernel shows itself: names in the tool's own report are chosen by users, who may forge whole lines of it. */
async function readGroup(folder: string): Promise<QuotaUse | null> {
  const numberIn = async (file: string): Promise<number> => Number(await readFile(join(folder, file), 'utf8'));
  try {
    const [used, most, flags] = await Promise.all(['referenced', 'max_referenced', 'limit_flags'].map(numberIn));
    const limited = ((flags ?? 0) & 1) === 1;
    return { usedBytes: used ?? 0, limitKiB: limited ? Math.floor((most ?? 0) / 1024) : null };
  } catch (error) {
    return unless('ENOENT', null)(error);
  }
}

async function subvolumeAt(exec: Exec, home: string): Promise<string | null> {
  const [found, above] = await Promise.all([lookAt(home), lookAt(dirname(home))]);
  if (found?.isDirectory() !== true || found.ino !== firstInode || found.dev === above?.dev) return null;
  const key = `${found.dev} ${found.birthtimeMs} ${home}`;
  const id = ids.get(key) ?? (await exec.run('btrfs', ['inspect-internal', 'rootid', '--', home])).out.trim();
  ids.set(key, id);
  return id;
}

/** The folder with the limits of the file system on a device; null: it keeps none. */
export async function groupsOf(source: string): Promise<string | null> {
  const device = basename(await realpath(source));
  for (const name of await readdir(devices).catch(unless('ENOENT', []))) {
    const found = await stat(join(devices, name, 'devices', device)).catch(() => null);
    const groups = join(devices, name, 'qgroups');
    if (found !== null) return (await lookAt(groups)) === null ? null : groups;
  }
  return null;
}

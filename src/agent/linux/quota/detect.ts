import { realpath } from 'node:fs/promises';
import type { Paths } from '../../paths.ts';
import type { Exec } from '../exec.ts';
import { mountOf, readMounts } from '../mounts.ts';
import { btrfsQuota, groupsOf } from './btrfs.ts';
import { noQuota, type Quota } from './quota.ts';
import { toolsQuota } from './tools.ts';

/** How limits are kept where the homes lie; `none` also when the file system could but is not set to. */
export async function detectQuota(paths: Paths, exec: Exec): Promise<Quota> {
  const mount = mountOf(await realpath(paths.home), await readMounts());
  if (mount === undefined) return noQuota;
  if (mount.type === 'btrfs') {
    const groups = await groupsOf(mount.source);
    return groups === null ? noQuota : btrfsQuota(paths, groups, exec);
  }
  if (mount.type !== 'ext4' && mount.type !== 'xfs') return noQuota;
  return (await isOn(mount.point, exec)) ? toolsQuota(mount.type, mount.point, exec) : noQuota;
}

/** The exit code tells nothing here: 1 is `on` in one version and a failure in another. */
async function isOn(point: string, exec: Exec): Promise<boolean> {
  const { out } = await exec
    .run('quotaon', ['--print-state', '--user', '--', point], { okCodes: [0, 1] })
    .catch(() => ({ out: '' }));
  return /^user quota on .* is on(?: \(enforced\))?$/m.test(out);
}

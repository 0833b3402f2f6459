import type { HostFailure } from '../../../kernel/host.ts';
import type { Op } from '../../op.ts';
import type { Exec } from '../exec.ts';
import { eachAlone } from '../guard.ts';
import { makePlainHome, type Quota, type QuotaUse } from './quota.ts';

/** ext4 and xfs count what belongs to a uid, wherever it lies on the file system. */
export function toolsQuota(kind: 'ext4' | 'xfs', point: string, exec: Exec): Quota {
  return {
    kind,
    makeHome: makePlainHome,
    async read(users) {
      // Without --verbose those who use nothing are left out, limit or not.
      const { out } = await exec.run('repquota', ['--user', '--no-names', '--verbose', '--output', 'csv', '--', point]);
      const wanted = new Set(users.map(({ uid }) => uid));
      return new Map([...parseReport(out)].filter(([uid]) => wanted.has(uid)));
    },
    set: (users) => setLimits(exec, point, users),
  };
}

/** One call for all; a bad line ends it, so when it fails each is tried alone. */
async function setLimits(exec: Exec, point: string, users: Op['quota.set']['users']): Promise<HostFailure[]> {
  const write = async (some: typeof users): Promise<void> => {
    const lines = some.map(({ uid, diskKiB }) => `${uid} 0 ${hardLimit(diskKiB)} 0 0\n`);
    await exec.run('setquota', ['--user', '--batch', '--', point], { stdin: lines.join('') });
  };
  if (users.length === 0) return [];
  try {
    await write(users);
    return [];
  } catch {
    return eachAlone(users, 'quota', (user) => write([user]));
  }
}

/** 0 is no limit to the tools; what may hold nothing gets a limit of one KiB, in which no file has room. */
const hardLimit = (diskKiB: number | null): number => (diskKiB === null ? 0 : Math.max(diskKiB, 1));
const limitOf = (hard: number): number | null => (hard === 0 ? null : hard === 1 ? 0 : hard);

/** Columns: user, two states, blocks used, soft and hard limit (KiB), grace, the same four of files. */
export function parseReport(csv: string): Map<number, QuotaUse> {
  const uses = new Map<number, QuotaUse>();
  for (const line of csv.split('\n')) {
    const fields = line.split(',');
    const uid = /^#(\d+)$/.exec(fields[0] ?? '')?.[1];
    const [used, hard] = [Number(fields[3]), Number(fields[5])];
    if (uid === undefined || !Number.isFinite(used) || !Number.isFinite(hard)) continue;
    uses.set(Number(uid), { limitKiB: limitOf(hard), usedBytes: used * 1024 });
  }
  return uses;
}

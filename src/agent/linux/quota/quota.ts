import { mkdir } from 'node:fs/promises';
import type { HostFacts, HostFailure } from '../../../kernel/host.ts';
import type { Op, Who } from '../../op.ts';
import { failed, notOurs, owned } from '../guard.ts';
import { readUsers } from '../passwd.ts';

/** A user by what limits are kept by: its uid, or its home. */
export type Limited = Pick<Who, 'name' | 'uid'>;

export interface QuotaUse {
  /** KiB; null: no limit. */
  readonly limitKiB: number | null;
  readonly usedBytes: number;
}

/** How the file system of the homes keeps limits. */
export interface Quota {
  readonly kind: HostFacts['quota'];
  /** Makes the directory that becomes a home. */
  makeHome(path: string): Promise<void>;
  /** By uid; users for whom nothing is known are left out. */
  read(users: readonly Limited[]): Promise<Map<number, QuotaUse>>;
  set(users: Op['quota.set']['users']): Promise<HostFailure[]>;
}

export const makePlainHome = (path: string): Promise<void> => mkdir(path, { mode: 0o700 });

/** Limits cannot be kept: use is measured by walking through the homes. */
export const noQuota: Quota = {
  kind: 'none',
  makeHome: makePlainHome,
  read: () => Promise.resolve(new Map()),
  set: (users) =>
    Promise.resolve(
      users
        .filter(({ diskKiB }) => diskKiB !== null)
        .map((who) => failed(who, 'quota', 'the file system of the homes keeps no limits')),
    ),
};

/** Limits are set for users of ours alone. */
export async function setQuota(quota: Quota, users: Op['quota.set']['users']): Promise<HostFailure[]> {
  const { found, others } = owned(await readUsers(), users);
  return [...notOurs(others), ...(await quota.set(found.map(({ who }) => who)))];
}

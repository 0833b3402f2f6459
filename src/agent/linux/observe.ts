import type { Observed, ObservedUser } from '../driver.ts';
import type { Paths } from '../paths.ts';
import { foldersIn, isHome } from './homes.ts';
import { hashOf, hasShell, isExpired, isLocked, readUsers } from './passwd.ts';
import { runningUids } from './processes.ts';
import type { Quota } from './quota/quota.ts';

const sideBySide = 16;

/** Users and what lies in their homes. */
export async function observeUsers(
  paths: Paths,
  quota: Quota,
): Promise<Pick<Observed, 'users' | 'foreign' | 'folders'>> {
  const { ours, foreign, groups } = await readUsers();
  const limited = [...ours].map(([name, { uid }]) => ({ name, uid }));
  const uids = new Set(limited.map(({ uid }) => uid));
  const [uses, running] = await Promise.all([quota.read(limited), runningUids(uids, 'own')]);
  const users = new Map<string, ObservedUser>();
  const folders = new Set<string>();
  const waiting = [...ours];
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const [name, user] = one;
      const { id, uid } = user;
      const home = await isHome(paths, name, uid, groups);
      if (home) for (const folder of await foldersIn(paths, name)) folders.add(`${name}/${folder}`);
      const signIn = { hash: hashOf(user), locked: isLocked(user), expired: isExpired(user) };
      const diskKiB = uses.get(uid)?.limitKiB ?? null;
      users.set(name, { id, uid, shell: hasShell(user), ...signIn, home, diskKiB, running: running.has(uid) });
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return { users, foreign, folders };
}

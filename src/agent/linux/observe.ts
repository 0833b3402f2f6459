import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pidsOfCgi } from '../cgi.ts';
import type { Observed, ObservedUser } from '../driver.ts';
import { phpSocketOf, type Paths } from '../paths.ts';
import { isPhpWorker } from '../php/apply.ts';
import { foldersIn, isHome } from './homes.ts';
import { hashOf, hasShell, isExpired, isLocked, readUsers } from './passwd.ts';
import { runningUids, type IsService } from './processes.ts';
import type { Quota } from './quota/quota.ts';
import { unless } from './safe.ts';

const sideBySide = 16;

/** Users and what lies in their homes. */
export async function observeUsers(
  paths: Paths,
  quota: Quota,
): Promise<Pick<Observed, 'users' | 'foreign' | 'folders'>> {
  const { ours, foreign, groups } = await readUsers();
  const limited = [...ours].map(([name, { uid }]) => ({ name, uid }));
  const uids = new Set(limited.map(({ uid }) => uid));
  const [uses, running] = await Promise.all([quota.read(limited), runningUids(uids, await serviceOf(paths))]);
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

/** By their sockets: the web server knows no more of them either. */
export async function observePools(paths: Paths): Promise<Set<string>> {
  const files = await readdir(dirname(phpSocketOf(paths, ''))).catch(unless<string[]>('ENOENT', []));
  return new Set(files.flatMap((file) => /^([a-z][a-z0-9_-]*)\.sock$/.exec(file)?.[1] ?? []));
}

/** Users can start the same programs by themselves: of those nobody else would take care. */
async function serviceOf(paths: Paths): Promise<IsService> {
  const cgi = await pidsOfCgi(paths);
  return async (pid) => cgi.has(Number(pid)) || isPhpWorker(Number(pid));
}

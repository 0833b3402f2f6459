import { realpath, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFailure } from '../../kernel/host.ts';
import type { Op, Who } from '../op.ts';
import { homeOf, type Paths } from '../paths.ts';
import { removeUser } from './accounts.ts';
import { setAside } from './aside.ts';
import type { Exec } from './exec.ts';
import { codeOf, eachAlone, failed, owned } from './guard.ts';
import { isTheirs } from './homes.ts';
import { refuseMounts } from './mounts.ts';
import { lockUsers } from './passwords.ts';
import { readUsers } from './passwd.ts';
import { killAll } from './processes.ts';
import type { Quota } from './quota/quota.ts';
import { lookAt } from './safe.ts';

const crontabs = '/var/spool/cron/crontabs';
/** An exit code of userdel. */
const processesLeft = 8;

export async function killUsers(exec: Exec, users: readonly Who[]): Promise<HostFailure[]> {
  const { found } = owned(await readUsers(), users);
  const left = await killAll(exec, new Set(found.map(({ who }) => who.uid)));
  return found
    .filter(({ who }) => left.has(who.uid))
    .map(({ who }) => failed(who, 'command', 'some processes do not end'));
}

/**
 * Each account is gone as a whole or stays: locked, without processes, and with a reason. However large a home is, others
 * do not wait for it: it is only moved, and packed when there is time.
 */
export async function deleteUsers(
  { paths, exec, quota }: { paths: Paths; exec: Exec; quota: Quota },
  users: Op['users.delete']['users'],
): Promise<HostFailure[]> {
  const { found } = owned(await readUsers(), users);
  const leaving = found.map(({ id, who: { name, uid } }) => ({ id, name, uid, diskKiB: null }));
  // Limits stay in the books of a file system for the uid, and a full one may not even let files go.
  const first = [await lockUsers(exec, leaving), await killUsers(exec, leaving), await quota.set(leaving)].flat();
  const stuck = new Set(first.map(({ id }) => id));
  const ready = leaving.filter(({ id }) => !stuck.has(id));
  const homes = await eachAlone(ready, 'home', (who) => takeHome(paths, who));
  const kept = new Set(homes.map(({ id }) => id));
  const bare = ready.filter(({ id }) => !kept.has(id));
  return [...first, ...homes, ...(await eachAlone(bare, 'command', (who) => removeAccount(exec, who)))];
}

/** What lies in the place of a home and is none stays. */
async function takeHome(paths: Paths, who: Who): Promise<void> {
  const home = homeOf(paths, who.name);
  if (!(await isTheirs(home, who.uid))) return;
  await refuseMounts(join(await realpath(paths.home), who.name));
  await setAside(paths, home, who);
}

async function removeAccount(exec: Exec, who: Who): Promise<void> {
  const crontab = join(crontabs, who.name);
  // Whoever has the name next would find it.
  if ((await lookAt(crontab))?.uid === who.uid) await unlink(crontab);
  try {
    await removeUser(exec, who);
  } catch (error) {
    if (codeOf(error) !== processesLeft) throw error;
    // What is left after this is only waited for by a parent that does not come.
    const left = await killAll(exec, new Set([who.uid]));
    await removeUser(exec, who, left.size === 0);
  }
}

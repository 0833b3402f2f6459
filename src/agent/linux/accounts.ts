import { setTimeout as sleep } from 'node:timers/promises';
import type { HostFailure } from '../../kernel/host.ts';
import type { Op, Who } from '../op.ts';
import type { Bin, Exec } from './exec.ts';
import { codeOf, eachAlone, failed, messageOf, notOurs, owned } from './guard.ts';
import { hasShell, markOf, readUsers, type LinuxUsers } from './passwd.ts';

const shells = { true: '/bin/bash', false: '/usr/sbin/nologin' } as const;

/** One after the other: the tools lock the files against each other anyway. */
export async function createUsers(exec: Exec, home: string, users: readonly Who[]): Promise<HostFailure[]> {
  const known = await readUsers();
  const { others } = owned(known, users);
  const failures: HostFailure[] = [];
  for (const who of others) {
    const failure = takenBy(known, who) ?? (await createUser(exec, home, who));
    if (failure !== null) failures.push(failure);
  }
  return failures;
}

function takenBy({ ours, foreign }: LinuxUsers, who: Who): HostFailure | null {
  const other = ours.get(who.name);
  if (other !== undefined) return failed(who, 'name_taken', `account ${other.id} with uid ${other.uid} has the name`);
  if (foreign.names.has(who.name)) return failed(who, 'name_taken', 'a user or a group has the name');
  const taken = foreign.uids.has(who.uid) || [...ours.values()].some(({ uid }) => uid === who.uid);
  return taken ? failed(who, 'uid_taken', 'a user or a group has the id') : null;
}

async function createUser(exec: Exec, home: string, who: Who): Promise<HostFailure | null> {
  const ids = ['--uid', String(who.uid), '--user-group', '--comment', markOf(who.id)];
  const looks = ['--no-create-home', '--home-dir', `${home}/${who.name}`, '--shell', shells.false, '--password', '*'];
  // The lastlog is as long as the highest uid; subordinate ids are for containers.
  const without = ['--no-log-init', '--key', 'SUB_UID_COUNT=0', '--key', 'SUB_GID_COUNT=0'];
  try {
    await unlocked(exec, 'useradd', [...ids, ...looks, ...without, '--', who.name]);
    return null;
  } catch (error) {
    const fault = codeOf(error) === 9 ? 'name_taken' : codeOf(error) === 4 ? 'uid_taken' : 'command';
    return failed(who, fault, messageOf(error));
  }
}

export async function setShells(exec: Exec, users: Op['users.shell']['users']): Promise<HostFailure[]> {
  const { found, others } = owned(await readUsers(), users);
  const wrong = found.filter(({ who, user }) => who.shell !== hasShell(user));
  const failures = await eachAlone(wrong, 'command', async ({ who }) => {
    await unlocked(exec, 'usermod', ['--shell', shells[`${who.shell}`], '--', who.name]);
  });
  return [...notOurs(others), ...failures];
}

/** Removes the user and its group, if asked to even when it has processes; the home directory is somebody else's work. */
export async function removeUser(exec: Exec, { name, uid }: Omit<Who, 'id'>, busy = false): Promise<void> {
  await unlocked(exec, 'userdel', [...(busy ? ['--force'] : []), '--', name]);
  const { groups } = await readUsers();
  // By its configuration, userdel may leave the group.
  if (groups.get(name) === uid) await unlocked(exec, 'groupdel', ['--', name]);
}

/** Another program may hold the lock on the files for a moment, which is exit code 1. */
export async function unlocked(exec: Exec, bin: Bin, args: readonly string[]): Promise<void> {
  for (const pause of [100, 500, 2000]) {
    const { code } = await exec.run(bin, args, { okCodes: [0, 1] });
    if (code === 0) return;
    await sleep(pause);
  }
  await exec.run(bin, args);
}

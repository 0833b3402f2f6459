import type { HostFailure } from '../../kernel/host.ts';
import type { Op, Who } from '../op.ts';
import { unlocked } from './accounts.ts';
import type { Exec } from './exec.ts';
import { eachAlone, isHash, notOurs, owned, type Owned } from './guard.ts';
import { hashOf, isExpired, isLocked, readUsers } from './passwd.ts';

/** Who is locked stays locked. */
export async function setPasswords(exec: Exec, users: Op['users.password']['users']): Promise<HostFailure[]> {
  const { found, others } = owned(await readUsers(), users);
  const failures = await writePasswords(exec, found, ({ who, user }) =>
    isLocked(user) ? lockedField(who.hash) : openField(who.hash),
  );
  return [...notOurs(others), ...failures];
}

/** The shell stays; the expiry is what keeps keys and cron out. */
export async function lockUsers(exec: Exec, users: readonly Who[]): Promise<HostFailure[]> {
  const { found, others } = owned(await readUsers(), users);
  const open = found.filter(({ user }) => !isLocked(user));
  const valid = found.filter(({ user }) => !isExpired(user));
  const failures = [
    ...(await writePasswords(exec, open, ({ user }) => lockedField(hashOf(user)))),
    ...(await eachAlone(valid, 'command', ({ who }) => expire(exec, who.name, '1'))),
  ];
  return [...notOurs(others), ...failures];
}

export async function unlockUsers(exec: Exec, users: readonly Who[]): Promise<HostFailure[]> {
  const { found, others } = owned(await readUsers(), users);
  const locked = found.filter(({ user }) => isLocked(user));
  const expired = found.filter(({ user }) => isExpired(user));
  const failures = [
    ...(await writePasswords(exec, locked, ({ user }) => openField(hashOf(user)))),
    ...(await eachAlone(expired, 'command', ({ who }) => expire(exec, who.name, ''))),
  ];
  return [...notOurs(others), ...failures];
}

/** An empty field would let anybody in: only what is a hash is ever taken back. */
const openField = (hash: string | null): string => (hash !== null && isHash(hash) ? hash : '*');
const lockedField = (hash: string | null): string => `!${openField(hash)}`;

const expire = (exec: Exec, name: string, day: string): Promise<void> =>
  unlocked(exec, 'usermod', ['--expiredate', day, '--', name]);

/** All in one call. It takes all or nothing, so when it fails each is tried alone. */
async function writePasswords<T extends Owned>(
  exec: Exec,
  users: readonly T[],
  fieldOf: (user: T) => string,
): Promise<HostFailure[]> {
  const write = async (some: readonly T[]): Promise<void> => {
    const lines = some.map((user) => `${user.who.name}:${fieldOf(user)}\n`);
    await exec.run('chpasswd', ['--encrypted'], { stdin: lines.join('') });
  };
  if (users.length === 0) return [];
  try {
    await write(users);
    return [];
  } catch {
    return eachAlone(users, 'command', (user) => write([user]));
  }
}

import type { Op, Who } from '../../src/agent/op.ts';
import type { HostFailure, HostFault } from '../../src/kernel/host.ts';
import type { MemoryHost, MemoryUser } from './memory-host.ts';

type UserOp = Extract<keyof Op, `users.${string}`>;
type Outcome = HostFault | null;
type Deleted = Op['users.delete']['users'][number];

/** What a step does with one of its users. */
const deeds: { [N in UserOp]: (host: MemoryHost, who: Op[N]['users'][number]) => Outcome } = {
  'users.create': create,
  'users.home': (host, who) =>
    ours(host, who, (user) => {
      if (host.blocked.has(who.name)) return 'home';
      user.home = true;
      return null;
    }),
  'users.shell': (host, who) => change(host, who, { shell: who.shell }),
  'users.password': (host, who) => change(host, who, { hash: who.hash }),
  'users.lock': (host, who) => change(host, who, { locked: true, expired: true }),
  'users.unlock': (host, who) => change(host, who, { locked: false, expired: false }),
  'users.kill': (host, who) => change(host, who, { running: false }),
  'users.delete': remove,
};

/** Each user for itself: the failures of some are nothing to the others. */
export function eachUser<N extends UserOp>(host: MemoryHost, op: N, users: Op[N]['users']): HostFailure[] {
  return host.part<Op[N]['users'][number]>(users).flatMap((who: Op[N]['users'][number]) => {
    const fault = host.fails(op, who.name) ?? deeds[op](host, who);
    return fault === null ? [] : [{ kind: 'account' as const, id: who.id ?? 0, fault, detail: `${op} ${who.name}` }];
  });
}

export const setQuota = (host: MemoryHost, { users }: Op['quota.set']): HostFailure[] =>
  host.part(users).flatMap((who) => {
    const fault = host.fails('quota.set', who.name) ?? change(host, who, { diskKiB: who.diskKiB });
    return fault === null ? [] : [{ kind: 'account' as const, id: who.id, fault: 'quota' as const, detail: who.name }];
  });

function create(host: MemoryHost, { id, name, uid }: Who): Outcome {
  const there = host.users.get(name);
  if (host.foreign.has(name)) return 'name_taken';
  if (there) return there.uid === uid && there.id === id ? null : 'name_taken';
  const taken = [...host.foreign.values(), ...[...host.users.values()].map((user) => user.uid)];
  if (taken.includes(uid)) return 'uid_taken';
  const without = {
    shell: false,
    hash: null,
    locked: false,
    expired: false,
    home: false,
    diskKiB: null,
    running: false,
  };
  host.users.set(name, { id, uid, ...without });
  return null;
}

function remove(host: MemoryHost, { name, uid }: Deleted): Outcome {
  const user = host.users.get(name);
  if (user?.uid !== uid) return null;
  if (host.php.tree.has(name) || host.cgi.has(name)) throw new Error(`programs still run for ${name}`);
  if (user.home) host.archived.push(name);
  for (const folder of host.folders.keys()) if (folder.startsWith(`${name}/`)) host.folders.delete(folder);
  host.users.delete(name);
  return null;
}

const change = (host: MemoryHost, who: Pick<Who, 'name' | 'uid'>, to: Partial<MemoryUser>): Outcome =>
  ours(host, who, (user) => {
    Object.assign(user, to);
    return null;
  });

function ours(
  host: MemoryHost,
  { name, uid }: Pick<Who, 'name' | 'uid'>,
  deed: (user: MemoryUser) => Outcome,
): Outcome {
  const user = host.users.get(name);
  return user?.uid === uid ? deed(user) : 'command';
}

import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, type Exec } from './exec.ts';
import { asUser } from './as-user.ts';
import { isOurUid } from './passwd.ts';

/** How long processes may take to end by themselves, in ms. */
const grace = 1000;
const rounds = 50;

/** The users among `uids` that have processes; those that the agent runs for them count only when `all`. */
export async function runningUids(uids: ReadonlySet<number>, which: 'all' | 'own'): Promise<Set<number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = new Set<number>();
  for (const pid of pids) {
    const mine = (await uidsOf(pid)).filter((uid) => uids.has(uid) && !found.has(uid));
    if (mine.length === 0 || (which === 'own' && (await isService(pid)))) continue;
    for (const uid of mine) found.add(uid);
  }
  return found;
}

/** Real, effective, saved and file system uid; none for a process that is gone or is only waited for. */
async function uidsOf(pid: string): Promise<number[]> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  if (/^State:\s+[ZX]/m.test(status)) return [];
  const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status);
  return uids === null ? [] : uids.slice(1).map(Number);
}

/** PHP's workers and the CGI process, which the agent starts and stops by itself. */
async function isService(pid: string): Promise<boolean> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return [BIN.phpFpm, BIN.fcgiwrap].some((service) => program.replace(/ \(deleted\)$/, '') === service);
}

/**
 * Ends all processes of users and gives back those who still have some. The signals are sent with the user's own uid:
 * the kernel picks the processes, all at once, so that a fork cannot slip through and nobody else's can be met.
 */
export async function killAll(exec: Exec, uids: ReadonlySet<number>): Promise<Set<number>> {
  let left = await signalAll(exec, uids, 'TERM');
  const until = Date.now() + grace;
  while (left.size > 0 && Date.now() < until) {
    await sleep(20);
    left = await runningUids(left, 'all');
  }
  for (let round = 0; round < rounds && left.size > 0; round++) {
    await signalAll(exec, left, 'KILL');
    await sleep(round);
    left = await runningUids(left, 'all');
  }
  return left;
}

async function signalAll(exec: Exec, uids: ReadonlySet<number>, signal: 'TERM' | 'KILL'): Promise<Set<number>> {
  const running = await runningUids(new Set([...uids].filter(isOurUid)), 'all');
  for (const uid of running) {
    await exec.run('setpriv', asUser(uid, 'kill', [`-${signal}`, '--', '-1']), { okCodes: [0, 1], timeoutMs: 10_000 });
  }
  return running;
}

import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exec } from './exec.ts';
import { asUser } from './as-user.ts';
import { isOurUid } from './passwd.ts';

/** How long processes may take to end by themselves, in ms. */
const grace = 1000;
const rounds = 50;
/** How long the sending of signals may take, in ms. */
const longestSignal = 2000;

/** What the agent itself runs for users. */
export type IsService = (pid: string) => Promise<boolean>;
const none: IsService = () => Promise.resolve(false);

/** The users among `uids` that have processes; services do not count. */
export async function runningUids(uids: ReadonlySet<number>, isService = none): Promise<Set<number>> {
  const pids = (await readdir('/proc')).filter(isPid);
  const found = new Set<number>();
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
    const mine = uidsIn(status).filter((uid) => uids.has(uid) && !found.has(uid));
    if (mine.length === 0 || (await isService(pid))) continue;
    for (const uid of mine) found.add(uid);
  }
  return found;
}

const isPid = (name: string): boolean => /^\d+$/.test(name);

/** Real, effective, saved and file system uid; none for a process that is gone or is only waited for. */
function uidsIn(status: string): number[] {
  if (/^State:\s+[ZX]/m.test(status)) return [];
  const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status);
  return uids === null ? [] : uids.slice(1).map(Number);
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
    left = await runningUids(left);
  }
  for (let round = 0; round < rounds && left.size > 0; round++) {
    await signalAll(exec, left, 'KILL');
    await sleep(round);
    left = await runningUids(left);
  }
  return left;
}

async function signalAll(exec: Exec, uids: ReadonlySet<number>, signal: 'TERM' | 'KILL'): Promise<Set<number>> {
  const running = await runningUids(new Set([...uids].filter(isOurUid)));
  for (const uid of running) {
    const options = { okCodes: [0, 1], timeoutMs: longestSignal };
    await exec.run('setpriv', asUser(uid, 'kill', [`-${signal}`, '--', '-1']), options).catch(() => {
      killEach(uid);
    });
  }
  return running;
}

/**
 * Who kills or stops whatever has its uid does so to the process that sends the signals, too. Then root sends them, one
 * by one and without a pause after the look: meanwhile the number could become somebody else's.
 */
function killEach(uid: number): void {
  for (const pid of readdirSync('/proc').filter(isPid)) {
    try {
      const [real, , saved] = uidsIn(readFileSync(`/proc/${pid}/status`, 'latin1'));
      if (real === uid || saved === uid) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

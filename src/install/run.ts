import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Something that is to be so. What is so already is not done again. */
export interface Task {
  /** `Write /etc/…`. */
  readonly what: string;
  isDone(): Promise<boolean>;
  run(): Promise<void>;
}

export type Say = (line: string) => void;

/** Answers whether anything was done. */
export async function perform(tasks: readonly Task[], dryRun: boolean, say: Say): Promise<boolean> {
  let changed = false;
  for (const task of tasks) {
    if (await task.isDone()) continue;
    changed = true;
    if (!dryRun) await task.run();
    say(`${dryRun ? 'Would: ' : 'Done: '}${task.what}`);
  }
  return changed;
}

const programs = { useradd: '/usr/sbin/useradd', systemctl: '/usr/bin/systemctl' } as const;

export function run(program: keyof typeof programs, args: readonly string[]): Promise<void> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  return new Promise((resolve, reject) => {
    execFile(programs[program], args, { env, cwd: '/', timeout: 120_000 }, (error, _out, err) => {
      if (error === null) resolve();
      else reject(new Error(`“${program} ${args.join(' ')}” failed: ${err.trim() || error.message}`));
    });
  });
}

/** Whether systemd looks after this machine, not only lies on its disk. */
export const hasSystemd = (): boolean => existsSync('/run/systemd/system');

/** Uid and gid of a user of the system; null: there is none. */
export async function userNamed(name: string): Promise<{ readonly uid: number; readonly gid: number } | null> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = lines.find(([user]) => user === name) ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

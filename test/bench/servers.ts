import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../helpers/mariadb.ts';

/** A server in a process of its own. */
export interface Running {
  readonly url: string;
  /** Milliseconds of processor time since it began. */
  cpu(): number;
  /** Resident memory in MB: now, and at its highest. */
  memory(): { now: number; most: number };
  stop(): Promise<void>;
}

const common = { NODE_ENV: 'production', LOG_LEVEL: 'warn', TZ: 'UTC' };

export const startBare = (): Promise<Running> => start(['--import', 'tsx', 'test/bench/bare.ts'], {});

/** The panel as it is run in production: compiled, one process. */
export const startPanel = (env: Readonly<Record<string, string>>): Promise<Running> =>
  start([...profiling(), 'bin/sublet.js', 'serve'], env);

/** With BENCH_PROFILE=folder each panel leaves a processor profile there when it stops. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...common, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const leave = (): void => void child.kill('SIGKILL');
  process.once('exit', leave);
  const url = `http://127.0.0.1:${String(port)}`;
  await answering(child, url);
  return {
    url,
    cpu: () => cpuOf(child),
    memory: () => ({ now: statusOf(child, 'VmRSS'), most: statusOf(child, 'VmHWM') }),
    async stop() {
      process.off('exit', leave);
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error('a server ended before it answered');
    try {
      await fetch(url);
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error('a server did not begin to answer');
}

const proc = (child: ChildProcess, file: string): string => readFileSync(`/proc/${String(child.pid)}/${file}`, 'utf8');

/** User and system time, in the kernel's ticks of ten milliseconds. */
function cpuOf(child: ChildProcess): number {
  const fields = proc(child, 'stat')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const statusOf = (child: ChildProcess, name: 'VmRSS' | 'VmHWM'): number => {
  const line = proc(child, 'status')
    .split('\n')
    .find((one) => one.startsWith(name));
  return Number(/\d+/.exec(line ?? '')?.[0] ?? 0) / 1024;
};

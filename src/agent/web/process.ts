import { readFile, readdir, readlink, stat } from 'node:fs/promises';

/** A process that runs now, as the kernel sees it. */
export interface Process {
  readonly pid: number;
  readonly uid: number;
  /** The program's file; the same after an upgrade has replaced it. */
  readonly exe: string;
  readonly command: string;
}

/** Those of the processes named in a pid file that are what `is` expects: numbers are used again, so none is believed. */
export async function processesOf(pidFile: string, is: (process: Process) => boolean): Promise<Process[]> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pids = text.split(/\s+/u).filter((word) => /^[1-9]\d{0,9}$/u.test(word));
  const found = await Promise.all(pids.map((pid) => processAt(Number(pid))));
  return found.filter((process) => process !== null).filter(is);
}

/** null when there is none, or when it has ended and waits to be reaped. */
export async function processAt(pid: number): Promise<Process | null> {
  const at = `/proc/${pid}`;
  try {
    const [{ uid }, exe, command] = await Promise.all([
      stat(at),
      readlink(`${at}/exe`),
      readFile(`${at}/cmdline`, 'utf8'),
    ]);
    return { pid, uid, exe: exe.replace(/ \(deleted\)$/u, ''), command: command.replaceAll('\0', ' ').trim() };
  } catch {
    return null;
  }
}

export async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const found = await Promise.all(pids.map((pid) => processAt(Number(pid))));
  return found.filter((process) => process !== null);
}

export async function parentOf(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in brackets and may contain anything.
  const [, parent] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  return parent === undefined ? null : processAt(Number(parent));
}

export async function hasOpen(pid: number, file: string): Promise<boolean> {
  const at = `/proc/${pid}/fd`;
  const names = await readdir(at).catch((): string[] => []);
  const files = await Promise.all(names.map((name) => readlink(`${at}/${name}`).catch(() => '')));
  return files.includes(file);
}

/** Waits until `done` says so, at most so many milliseconds. */
export async function until(done: () => Promise<boolean>, ms: number, pause = 20): Promise<boolean> {
  const end = Date.now() + ms;
  for (;;) {
    if (await done()) return true;
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Ends processes in a friendly way, then in the other. */
export async function end(pids: readonly number[], ms: number): Promise<void> {
  signal(pids, 'SIGTERM');
  const gone = async (): Promise<boolean> => (await Promise.all(pids.map(processAt))).every((found) => found === null);
  if (!(await until(gone, ms))) signal(pids, 'SIGKILL');
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFailure } from '../kernel/host.ts';
import { CommandFailed, oneLine, type Exec } from './linux/exec.ts';
import type { Op, StepResult } from './op.ts';
import { cgiSocketOf, type Paths } from './paths.ts';
import { openWays } from './web/folders.ts';
import { end, processesOf, until, type Process } from './web/process.ts';

// Each user with CGI has processes of its own that wait for requests; each takes one at a time.

const processes = 2;
const atOnce = 8;
/** A script that is being run may finish. */
const patience = 2000;

/** Starts those that do not run; what fails for one user keeps no other from its own. */
export async function startCgi(exec: Exec, paths: Paths, { users }: Op['cgi.start']): Promise<StepResult> {
  await openWays(paths);
  const failures: HostFailure[] = [];
  await inTurn(users, async ({ id, name, uid }) => {
    try {
      await end(await running(paths, name, uid), patience);
      await exec.run('spawnFcgi', spawnArguments(paths, name));
      // It returns when they are forked; only a moment later are they what one would know them by.
      await until(async () => (await running(paths, name, uid)).length === processes, patience);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      failures.push({ kind: 'account', id, fault: 'cgi', detail: oneLine(error.message) });
    }
  });
  return failures;
}

export async function stopCgi(paths: Paths, { users }: Op['cgi.stop']): Promise<StepResult> {
  await inTurn(users, async ({ name, uid }) => {
    await end(await running(paths, name, uid), patience);
    await rm(cgiSocketOf(paths, name), { force: true });
    await rm(pidFileOf(paths, name), { force: true });
  });
  return [];
}

/** Users for whom all processes run. */
export async function observeCgi(paths: Paths): Promise<Set<string>> {
  const [files, uids] = await Promise.all([readdir(paths.run).catch((): string[] => []), uidsByName()]);
  const found = new Set<string>();
  for (const file of files) {
    const name = pidFileForm.exec(file)?.[1];
    const uid = name === undefined ? undefined : uids.get(name);
    if (name === undefined || uid === undefined) continue;
    if ((await running(paths, name, uid)).length === processes) found.add(name);
  }
  return found;
}

/** All processes of users with CGI. */
export async function pidsOfCgi(paths: Paths): Promise<Set<number>> {
  const names = (await readdir(paths.run).catch((): string[] => [])).filter((file) => pidFileForm.test(file));
  const found = await Promise.all(names.map((file) => processesOf(join(paths.run, file), isFcgiwrap)));
  return new Set(found.flat().map(({ pid }) => pid));
}

const pidFileForm = /^cgi-([a-z][a-z0-9_-]{0,30})\.pid$/u;
const isFcgiwrap = ({ exe }: Process): boolean => exe.endsWith('/fcgiwrap');
const pidFileOf = ({ run }: Paths, name: string): string => join(run, `cgi-${name}.pid`);

const spawnArguments = (paths: Paths, name: string): string[] =>
  [
    ['-s', cgiSocketOf(paths, name), '-P', pidFileOf(paths, name)],
    ['-u', name, '-g', name, '-U', 'www-data', '-G', 'www-data', '-M', '0660'],
    ['-F', String(processes), '--', '/usr/sbin/fcgiwrap'],
  ].flat();

async function running(paths: Paths, name: string, uid: number): Promise<number[]> {
  const found = await processesOf(pidFileOf(paths, name), (one) => one.uid === uid && isFcgiwrap(one));
  return found.map(({ pid }) => pid);
}

async function uidsByName(): Promise<Map<string, number>> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  return new Map(lines.map(([name = '', , uid = '']) => [name, Number(uid)]));
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

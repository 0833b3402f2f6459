import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ObservedTree } from '../driver.ts';
import { oneLine, type Exec } from '../linux/exec.ts';
import { Refused, type Op, type Tree } from '../op.ts';
import type { Paths } from '../paths.ts';
import { makeFolder, openWays, relink } from '../web/folders.ts';
import { end, parentOf, processAt, processes, processesOf, signal, until } from '../web/process.ts';
import { currentId, lyingId, makeCurrent, prune, stage, treeFolder } from '../web/stage.ts';
import { drain } from './drain.ts';
import { ping } from './ping.ts';
import { probePool } from './render.ts';

// A new tree gets a process of its own beside the old one, in a folder of its own: a process removes its sockets when it
// ends. Only when the new one answers does the link to the sockets change, and the old one ends when its last request is
// done. So nothing has to be undone when a tree fails.

const patience = 10_000;
/** For connections that are being made to the old process. */
const overlap = 100;

/** Stages the tree and has PHP read it; throws `Refused` with its own words. */
export async function checkPhp(exec: Exec, paths: Paths, { id, tree }: Op['php.check']): Promise<void> {
  const place = await staged(paths, id, tree);
  await fpm(exec, ['-t', '-p', paths.run, '-y', join(place, 'php-fpm.conf')]);
}

/** Brings the tree into use, or leaves the one before in use and throws `Refused`. */
export async function applyPhp(exec: Exec, paths: Paths, step: Op['php.apply']): Promise<void> {
  const { id } = step;
  const before = await currentId(folderOf(paths));
  // Starting is the check: a process that does not take its configuration ends, and nothing else was touched.
  await staged(paths, id, step.tree);
  if (!(await runs(linkOf(paths), id))) await relink(linkOf(paths), basename(await start(exec, paths, id)));
  await makeCurrent(folderOf(paths), id);
  await new Promise((resolve) => setTimeout(resolve, overlap));
  const inUse = await readlink(linkOf(paths));
  await drain((socket) => isOfFolder(paths, socket) && !socket.startsWith(join(paths.run, inUse, '/')), patience);
  await retire(paths, inUse);
  await prune(folderOf(paths), [id, before]);
}

export async function stopPhp(paths: Paths): Promise<void> {
  await rm(linkOf(paths), { force: true });
  await makeCurrent(folderOf(paths), null);
  await retire(paths, null);
}

/** Running means: it answers where the web server looks for it, and says that it has read this tree. */
export async function observePhp(paths: Paths): Promise<ObservedTree> {
  const id = await lyingId(folderOf(paths));
  const running = id !== null && (await runs(linkOf(paths), await currentId(folderOf(paths))));
  return { id, running };
}

async function staged(paths: Paths, id: string, tree: Tree): Promise<string> {
  await openWays(paths);
  return stage(folderOf(paths), id, tree);
}

const folderOf = ({ state }: Paths): string => join(state, 'php');
const isFpm = (exe: string): boolean => /\/php-fpm[\d.]*$/u.test(exe);
const linkOf = ({ run }: Paths): string => join(run, 'php');
const isOfFolder = (paths: Paths, socket: string): boolean => socket.startsWith(`${linkOf(paths)}-`);
const answer = (folder: string): Promise<string | null> => ping(join(folder, `${probePool}.sock`));

/** Workers whose master was killed go on for a while: they do not count. */
const runs = async (folder: string, id: string | null): Promise<boolean> =>
  (await mastersIn(folder)).length > 0 && (await answer(folder)) === id;

/** The memory of APCu is one for all users, who could read and write each other's values there. */
const noSharedKeys = ['-d', 'apc.enabled=0'];

async function fpm(exec: Exec, args: readonly string[]): Promise<void> {
  const { code, err } = await exec.run('phpFpm', [...noSharedKeys, ...args], { okCodes: [0, 1, 64, 70, 78] });
  if (code !== 0) throw new Refused(oneLine(/(?:ERROR|ALERT): (.+)/u.exec(err)?.[1] ?? err));
}

async function start(exec: Exec, paths: Paths, id: string): Promise<string> {
  await end(await orphans(), patience);
  const folder = await mkdtemp(`${linkOf(paths)}-`);
  await makeFolder(folder);
  try {
    await fpm(exec, ['-p', folder, '-y', join(treeFolder(folderOf(paths), id), 'php-fpm.conf')]);
    const answered = await until(async () => (await answer(folder)) === id, patience);
    if (!answered) throw new Refused(`PHP did not answer within ${patience / 1000} s`);
    return folder;
  } catch (error) {
    await end(await mastersIn(folder), patience);
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A worker of root's process; also one that finishes its last request. */
export async function isPhpWorker(pid: number): Promise<boolean> {
  const [worker, master] = [await processAt(pid), await parentOf(pid)];
  return isFpm(worker?.exe ?? '') && master?.uid === 0 && isFpm(master.exe);
}

/** Lets all other processes of ours end, and removes what is left of those that have. */
async function retire({ run }: Paths, except: string | null): Promise<void> {
  const names = (await readdir(run)).filter((name) => /^php-[A-Za-z0-9]{6}$/u.test(name) && name !== except);
  for (const folder of names.map((name) => join(run, name))) {
    const masters = await mastersIn(folder);
    signal(masters, 'SIGQUIT');
    if (masters.length === 0) await rm(folder, { recursive: true, force: true });
  }
}

/** Workers of ours that nobody leads any more. */
async function orphans(): Promise<number[]> {
  const workers = (await processes()).filter(
    ({ exe, command }) => isFpm(exe) && (command.startsWith('php-fpm: pool u-') || command.endsWith(` ${probePool}`)),
  );
  const parents = await Promise.all(workers.map(({ pid }) => parentOf(pid)));
  return workers.filter((_worker, at) => !isFpm(parents[at]?.exe ?? '')).map(({ pid }) => pid);
}

async function mastersIn(folder: string): Promise<number[]> {
  const found = await processesOf(
    join(folder, 'pid'),
    ({ uid, exe, command }) => uid === 0 && isFpm(exe) && command.startsWith('php-fpm: master process ('),
  );
  return found.map(({ pid }) => pid);
}

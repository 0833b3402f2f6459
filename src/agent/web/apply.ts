import { get } from 'node:http';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservedTree } from '../driver.ts';
import { oneLine, type Exec } from '../linux/exec.ts';
import { Refused, type Op } from '../op.ts';
import { accessLog, type Paths } from '../paths.ts';
import { canary } from './canary.ts';
import { makeFolder, openWays } from './folders.ts';
import { end, hasOpen, processAt, processes, processesOf, signal, until, type Process } from './process.ts';
import { currentId, lyingId, makeCurrent, prune, stage } from './stage.ts';

/** How long new workers may take to answer. */
const patience = 10_000;

/** Stages the tree and has nginx read it; throws `Refused` with nginx's own words. */
export async function checkWeb(exec: Exec, paths: Paths, { id, tree }: Op['web.check']): Promise<void> {
  await openWays(paths);
  await makeFolder(folderOf(paths));
  await makeFolder(join(folderOf(paths), 'temp'));
  const place = await stage(folderOf(paths), id, tree);
  await nginx(exec, ['-t', '-q', '-c', join(place, 'nginx.conf')]);
}

/** Brings the tree into use, or leaves the one before in use and throws `Refused`. */
export async function applyWeb(exec: Exec, paths: Paths, step: Op['web.apply']): Promise<void> {
  const folder = folderOf(paths);
  const before = await currentId(folder);
  await checkWeb(exec, paths, step);
  await makeCurrent(folder, step.id);
  try {
    await takeUp(exec, paths, step.id);
  } catch (error) {
    await makeCurrent(folder, before);
    if (before !== null) await takeUp(exec, paths, before).catch(() => undefined);
    throw error;
  }
  await prune(folder, [step.id, before]);
}

/** Running means: its workers say that they have read this tree. */
export async function observeWeb(paths: Paths): Promise<ObservedTree> {
  const id = await lyingId(folderOf(paths));
  const running = id !== null && (await answer(paths)) === (await currentId(folderOf(paths)));
  return { id, running };
}

const folderOf = ({ state }: Paths): string => join(state, 'web');
const logOf = ({ log }: Paths): string => join(log, 'error.log');
const isNginx = (exe: string): boolean => exe.endsWith('/nginx');
const confOf = (paths: Paths): string => join(folderOf(paths), 'current', 'nginx.conf');

async function nginx(exec: Exec, args: readonly string[]): Promise<void> {
  const { code, err } = await exec.run('nginx', args, { okCodes: [0, 1] });
  if (code !== 0) throw new Refused(emergency(err) ?? oneLine(err));
}

async function takeUp(exec: Exec, paths: Paths, id: string): Promise<void> {
  const master = await masterOf(paths);
  const logged = await sizeOf(logOf(paths));
  const old = master === null ? [] : await workersOf(master);
  if (master === null) await start(exec, paths);
  else signal([master], 'SIGHUP');
  const complaint = async (): Promise<string | null> => emergency(await readFrom(logOf(paths), logged));
  // Workers of before may answer until they are closed.
  const seen: { taken: boolean; complaint: string | null } = { taken: false, complaint: null };
  const settled = async (): Promise<boolean> => {
    seen.taken = (await answer(paths)) === id && (await Promise.all(old.map(isClosed))).every(Boolean);
    if (!seen.taken) seen.complaint = await complaint();
    return seen.taken || seen.complaint !== null;
  };
  // Not asked a second time: one answer that is lost says nothing against a configuration that is in use.
  await until(settled, patience);
  if (!seen.taken) throw new Refused(seen.complaint ?? `the web server did not take it within ${patience / 1000} s`);
}

/** Workers whose master was killed would hold the ports. They have our log open, which tells them from any others. */
async function start(exec: Exec, paths: Paths): Promise<void> {
  const workers = (await processes()).filter(({ exe, command }) => isNginx(exe) && command.startsWith('nginx: worker'));
  const ours = await Promise.all(workers.map(({ pid }) => hasOpen(pid, accessLog(paths))));
  await end(
    workers.filter((_worker, at) => ours[at]).map(({ pid }) => pid),
    patience,
  );
  await nginx(exec, ['-c', confOf(paths)]);
}

/** The master is ours only when it runs with our configuration: the system's own nginx may run, too. */
async function masterOf(paths: Paths): Promise<number | null> {
  const isOurs = ({ uid, exe, command }: Process): boolean =>
    uid === 0 && isNginx(exe) && command.startsWith('nginx: master') && command.endsWith(` -c ${confOf(paths)}`);
  const [named] = await processesOf(join(paths.run, 'nginx.pid'), isOurs);
  const found = named ?? (await processes()).find(isOurs);
  return found?.pid ?? null;
}

async function workersOf(master: number): Promise<number[]> {
  const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8').catch(() => '');
  return children.split(' ').filter(Boolean).map(Number);
}

/** A worker of before takes no more connections. */
async function isClosed(pid: number): Promise<boolean> {
  const worker = await processAt(pid);
  return worker === null || worker.command.includes('is shutting down');
}

const longestAnswer = 1000;

/** What the canary tells: the id of the tree the workers have read; null: nothing. */
function answer({ http }: Paths): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port: http, headers: { host: canary }, agent: false, timeout: 1000 };
    const request = get(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        // Something else listens there, and may say anything for any time.
        if (text.length > longestAnswer) request.destroy();
      });
      response.on('end', () => resolve(text)).on('error', () => resolve(null));
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(null));
  });
}

const emergency = (text: string): string | null => {
  const line = /\[emerg\] (?:\d+#\d+: )?(.+)/u.exec(text)?.[1];
  return line === undefined ? null : oneLine(line);
};

const sizeOf = async (file: string): Promise<number> => {
  const found = await stat(file).catch(() => null);
  return found?.size ?? 0;
};

async function readFrom(file: string, offset: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return '';
  try {
    const { buffer, bytesRead } = await handle.read({ position: offset, buffer: Buffer.alloc(64 * 1024) });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

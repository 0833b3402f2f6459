import { createReadStream, createWriteStream } from 'node:fs';
import { access, copyFile, lstat, readdir, readFile, readlink, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BIN } from '../linux/exec.ts';
import { accessLog, type Paths } from '../paths.ts';
import { isReadToEnd, logNames, withLog } from './log-files.ts';
import type { State } from './state.ts';

export interface RotationLimits {
  /** Milliseconds from one rotation to the next. */
  readonly age: number;
  /** Bytes after which it does not wait for that. */
  readonly size: number;
  /** Number of compressed logs that are kept. */
  readonly keep: number;
  /** Milliseconds without a line after which a log moved away is taken for complete. */
  readonly quiet: number;
}

export const usualLimits: RotationLimits = { age: 24 * 60 * 60_000, size: 256 * 1024 ** 2, keep: 14, quiet: 600_000 };

/** The web server that runs, or null. */
export type FindWebServer = () => Promise<{ reopenLogs(): void } | null>;

/** Moves the log away when it is due, and has the web server begin another. Done again after a crash it goes on. */
export async function moveWhenDue(
  paths: Paths,
  find: FindWebServer,
  { last, limits, now, mark }: Due,
): Promise<boolean> {
  const log = accessLog(paths);
  const found = await stat(log).catch(() => null);
  if (found === null) {
    if ((await logNames(paths)).length === 0) return false;
    await mark();
    (await find())?.reopenLogs();
    return false;
  }
  if (found.size === 0 || (found.size < limits.size && now - last < limits.age)) return false;
  const moved = join(paths.log, nameAt(now));
  const server = await find();
  // One that cannot be found might go on writing there for days.
  if (server === null || (await exists(moved))) return false;
  await mark();
  await rename(log, moved);
  server.reopenLogs();
  return true;
}

interface Due {
  readonly last: number;
  /** Keeps in mind that the web server may still write to the log moved away. */
  readonly mark: () => Promise<void>;
  readonly limits: RotationLimits;
  readonly now: number;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Logs moved away that are read to their end and that nobody writes to any more. */
export async function finishedLogs(paths: Paths, { positions, rotated }: State, quietSince: number): Promise<string[]> {
  const buffer = Buffer.alloc(64 * 1024);
  const finished: string[] = [];
  const names = (await logNames(paths)).filter((name) => name !== 'access.log');
  // The web server may have been told of the last one only now.
  if (rotated >= quietSince) names.pop();
  for (const name of names.filter((one) => movedAt(one) < quietSince)) {
    const path = join(paths.log, name);
    const done = await withLog(path, positions, async (log) => {
      const { mtimeMs } = await log.file.stat();
      return mtimeMs < quietSince && (await isReadToEnd(log, buffer));
    });
    if (done === true) finished.push(path);
  }
  return finished;
}

const nameAt = (time: number): string => `access-${new Date(time).toISOString().replace(/[-:.]/gu, '')}.log`;

/** Epoch ms; 0 when the name is not of our making. */
function movedAt(name: string): number {
  const form = /^access-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.log$/u;
  return Date.parse(name.replace(form, '$1-$2-$3T$4:$5:$6.$7Z')) || 0;
}

/** Puts the compressed file in the place of the log, unless a line has come meanwhile. */
export async function compress(path: string): Promise<void> {
  const before = await stat(path);
  await pipeline(
    createReadStream(path),
    createGzip(),
    createWriteStream(`${path}.gz.new`, { mode: 0o600, flush: true }),
  );
  const after = await stat(path);
  if (after.size !== before.size) return rm(`${path}.gz.new`);
  await rename(`${path}.gz.new`, `${path}.gz`);
  await rm(path);
}

const mostComplaints = 16 * 1024 ** 2;

/** Errors that users can cause without end: of each the last are kept. */
export async function limitComplaints({ log }: Paths): Promise<void> {
  for (const path of ['error.log', 'php-fpm.log'].map((name) => join(log, name))) {
    const found = await lstat(path).catch(() => null);
    if (found?.isFile() !== true || found.size <= mostComplaints) continue;
    await copyFile(path, `${path}.1`);
    // Programs have it open, and go on writing at its end wherever that is.
    await truncate(path);
  }
}

export async function removeOldest(paths: Paths, keep: number): Promise<void> {
  const names = (await readdir(paths.log).catch(() => [])).filter((name) => /^access-.*\.log\.gz$/u.test(name)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - keep))) await rm(join(paths.log, name));
}

export const findNginx =
  ({ run }: Paths): FindWebServer =>
  async () => {
    const text = await readFile(join(run, 'nginx.pid'), 'utf8').catch(() => '');
    const pid = /^[1-9]\d{0,8}\n?$/u.test(text) ? Number(text) : null;
    return pid !== null && (await isNginx(pid)) ? { reopenLogs: () => void process.kill(pid, 'SIGUSR1') } : null;
  };

/** A number left in a file may be another program's by now. */
const isNginx = async (pid: number): Promise<boolean> => {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return program.replace(/ \(deleted\)$/u, '') === BIN.nginx;
};

import { constants } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import type { Paths } from '../paths.ts';
import type { Position } from './state.ts';

// Logs are known by inode, wherever they are moved in their folder. How a file begins tells it from a later one of the
// same inode; each line begins with the time, so no two files begin alike.

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const headLength = 64;
const newline = 0x0a;
/** Milliseconds after which a file that is not there any more is forgotten. */
const forgetAfter = 48 * 60 * 60_000;
const seenEvery = 60 * 60_000;

/** Names of logs that may have something to read, the oldest first. */
export async function logNames({ log }: Paths): Promise<string[]> {
  const names = await readdir(log).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return [
    ...names.filter((name) => /^access-.*\.log$/u.test(name)).sort(),
    ...names.filter((name) => name === 'access.log'),
  ];
}

export interface LogFile {
  readonly file: FileHandle;
  readonly size: number;
  readonly position: Position;
}

/** The position at the end of a file, wherever it was. */
export const atEnd = async ({ file, size, position }: LogFile): Promise<Position> => ({
  ...position,
  offset: size,
  head: await headOf(file, Math.min(headLength, size)),
});

/** Runs the work with the file open at its position; null: it is not there, or not a file. */
export async function withLog<T>(
  path: string,
  known: readonly Position[],
  work: (log: LogFile) => Promise<T>,
): Promise<T | null> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    if (['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const stat = await file.stat({ bigint: true });
    if (!stat.isFile()) return null;
    const size = Number(stat.size);
    return await work({ file, size, position: await positionIn(file, String(stat.ino), size, known) });
  } finally {
    await file.close();
  }
}

async function positionIn(
  file: FileHandle,
  inode: string,
  size: number,
  known: readonly Position[],
): Promise<Position> {
  const fresh: Position = { inode, offset: 0, head: '', seen: 0 };
  const position = known.find((one) => one.inode === inode);
  if (position === undefined) return fresh;
  const head = await headOf(file, position.head.length);
  if (!position.head.startsWith(head)) return fresh;
  // After a loss of power a file may end before the place we had read to; what comes now is new.
  return size < position.offset ? { ...position, offset: size, head } : position;
}

const headOf = async (file: FileHandle, length: number): Promise<string> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.toString('latin1', 0, bytesRead);
};

/** The positions to remember: this one, and for a while those of files that are not there. */
export const keepPosition = (before: readonly Position[], found: Position, now: number): Position[] => {
  if (now - found.seen > seenEvery) found.seen = now;
  return [...before.filter(({ inode, seen }) => inode !== found.inode && now - seen < forgetAfter), found];
};

/** Whether nothing but a piece of a line comes after the position. */
export const isReadToEnd = async ({ file, size, position }: LogFile, buffer: Buffer): Promise<boolean> =>
  (await lengthOfLine(file, size, position.offset, buffer)) === 0;

/**
 * Reads whole lines from the position up to the size the file had, in pieces of the buffer, and moves the position.
 * `count` returns where the last whole line of the piece ends. Says after each piece how many bytes were read.
 */
export async function* readOn(
  { file, size, position }: LogFile,
  buffer: Buffer,
  count: (bytes: Buffer, end: number) => number,
): AsyncGenerator<number> {
  while (position.offset < size) {
    const wanted = Math.min(buffer.length, size - position.offset);
    const { bytesRead } = await file.read(buffer, 0, wanted, position.offset);
    if (bytesRead === 0) return;
    const counted = count(buffer, bytesRead);
    // A line longer than the buffer is none of the web server's.
    const read =
      counted === 0 && bytesRead === buffer.length ? await lengthOfLine(file, size, position.offset, buffer) : counted;
    if (read === 0) return;
    position.offset += read;
    if (position.head.length < headLength) position.head = await headOf(file, Math.min(headLength, position.offset));
    yield read;
  }
}

/** 0: its end is not there yet. */
async function lengthOfLine(file: FileHandle, size: number, from: number, buffer: Buffer): Promise<number> {
  for (let at = from; at < size; at += buffer.length) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - at), at);
    const end = buffer.subarray(0, bytesRead).indexOf(newline);
    if (end !== -1) return at + end + 1 - from;
  }
  return 0;
}

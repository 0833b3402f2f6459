import { pipeline } from 'node:stream/promises';
import { open } from 'node:fs/promises';
import type { Response } from 'express';
import type { SentFile } from '../panel/define.ts';

/**
 * Sends a file that somebody has brought. Whatever it holds, a browser keeps it and runs nothing of it: it is a
 * download, its type is not guessed at, and its policy allows nothing.
 */
export async function sendFile(res: Response, { name, type, path, inline }: SentFile): Promise<void> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (!inline) res.attachment(name);
  res.status(200).set({
    'Content-Type': type,
    'Content-Length': String(size),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
  });
  if (res.req.method === 'HEAD') res.end();
  else await pipeline(file.createReadStream({ autoClose: false }), res).catch(unlessGone);
}

/** Whoever has left in the middle of it has nothing to be told. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
}

import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { PanelError } from '../kernel/errors.ts';
import { csv } from '../output/csv.ts';
import type { Reader } from '../output/doc.ts';
import type { Pieces } from '../output/rows.ts';
import type { Answer } from '../panel/answer.ts';
import { isFormat, types, writers, type Format } from './data.ts';

/** What `out` asks for; `devel` and what we have not is XML. */
export function formatOf(out: string | undefined): Format {
  const name = out?.toLowerCase();
  return isFormat(name) ? name : 'xml';
}

/** The answer in pieces; an error is no table, so as CSV it is told in text. */
export function piecesOf(answer: Answer | PanelError, reader: Reader, out: Format): Pieces {
  if (out !== 'csv') return writers[out](answer, reader);
  if (answer instanceof PanelError) return writers.text(answer, reader);
  if (answer.kind !== 'list') throw new PanelError('invalid', 'error.no_csv');
  return csv(answer, reader.level);
}

/** Bytes kept in memory; a longer answer waits in a file. */
const inMemory = 4 * 2 ** 20;
/** Bytes of the longest answer: about two million rows. */
const longest = 2 ** 30;

/** Sends nothing before the whole answer is there: its length is said first, and no client gets half a list. */
export async function sendWhole(res: Response, out: Format, pieces: Pieces): Promise<void> {
  const bytes = Symbol.asyncIterator in pieces ? null : Buffer.from(pieces.join(''));
  if (bytes !== null && bytes.length <= inMemory) {
    setHeaders(res, out, bytes.length);
    endWith(res, bytes);
  } else await gather(res, out, pieces);
}

async function gather(res: Response, out: Format, pieces: Pieces): Promise<void> {
  const whole = new Whole();
  try {
    for await (const piece of pieces) {
      if (res.destroyed) return;
      await whole.add(piece);
    }
    setHeaders(res, out, whole.length);
    await whole.sendTo(res);
  } finally {
    await whole.close();
  }
}

function setHeaders(res: Response, out: Format, length: number): void {
  // Express would add a charset to text/xml.
  res.status(200).setHeader('Content-Type', types[out]);
  res.setHeader('Content-Length', length);
}

function endWith(res: Response, bytes: Buffer): void {
  if (res.req.method === 'HEAD') res.end();
  else res.end(bytes);
}

/** Text that grows: in memory, and when it gets long in a file that nobody else can open and nothing leaves behind. */
class Whole {
  length = 0;
  #kept: Buffer[] = [];
  #keptLength = 0;
  #file: FileHandle | null = null;

  async add(piece: string): Promise<void> {
    const bytes = Buffer.from(piece);
    this.length += bytes.length;
    if (this.length > longest) throw new PanelError('limit', 'api.too_long');
    this.#kept.push(bytes);
    this.#keptLength += bytes.length;
    if (this.#keptLength > inMemory) await this.#writeOut();
  }

  async sendTo(res: Response): Promise<void> {
    if (res.req.method === 'HEAD' || this.#file === null) endWith(res, Buffer.concat(this.#kept));
    else {
      await this.#writeOut();
      await pipeline(this.#file.createReadStream({ start: 0, autoClose: false }), res);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  async #writeOut(): Promise<void> {
    this.#file ??= await nameless();
    await this.#file.writeFile(Buffer.concat(this.#kept));
    this.#kept = [];
    this.#keptLength = 0;
  }
}

async function nameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `sublet-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import { PanelError } from '../kernel/errors.ts';
import { openUploadFolder, removeUploadFolder, type Upload } from '../kernel/upload.ts';
import { fileLimits } from '../modules/support/index.ts';
import type { Deps } from './deps.ts';
import { HttpError } from './http-error.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** What came with a form that can carry files. */
    uploads?: Uploads;
  }
}

/** The files of one request and the folder they lie in, which ends with the request. */
class Uploads {
  files: readonly Upload[] = [];
  #folder: Promise<string> | null = null;
  #working = false;
  #ended = false;

  constructor(readonly deps: Pick<Deps, 'config' | 'log'>) {}

  /** Made when the first file comes. */
  folder(): Promise<string> {
    // A file that is met after the answer would be left behind.
    if (this.#ended) return Promise.reject(new HttpError(400, 'upload.broken'));
    return (this.#folder ??= openUploadFolder(this.deps.config.dataDir));
  }

  /** The files stay as long as they are worked on, even when nobody waits for the answer any more. */
  async whileWorking(work: () => Promise<void>): Promise<void> {
    this.#working = true;
    try {
      await work();
    } finally {
      this.#working = false;
      if (this.#ended) await this.#remove();
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    if (!this.#working) await this.#remove();
  }

  async #remove(): Promise<void> {
    if (this.#folder === null) return;
    try {
      await removeUploadFolder(await this.#folder);
    } catch (error) {
      // A job tidies what is left.
      this.deps.log.warn({ err: error }, 'uploads are left behind');
    }
  }
}

/** Works on a request with what came with it. */
export function withUploads({ uploads }: Request, work: () => Promise<void>): Promise<void> {
  return uploads ? uploads.whileWorking(work) : work();
}

/** Only what is sent to change something carries files. */
export const isMultipart = ({ method, headers }: Request): boolean =>
  method === 'POST' && /^\s*multipart\//i.test(headers['content-type'] ?? '');

/** Reads fields into `req.body` and files into `req.uploads`, for a login that is known. */
export type Receive = (req: Request, res: Response, loginId: number) => Promise<void>;

/** Bytes of all that is not files. */
const mostText = 2 ** 20;
const mostFields = 1100;
/** Files too many are told in the form as long as they are not very many. */
const moreFiles = 10;
/** Forms of one login that are read at the same time. */
const mostAtOnce = 4;

/** A body is taken whose length is said and within the widest limits: so much, and no more, is ever written. */
export function receiver(deps: Deps): Receive {
  const reading = new Map<number, number>();
  return async (req, res, loginId) => {
    const { size, count } = await fileLimits(deps);
    const most = size * count + mostText;
    checkLength(req, most);
    // Whoever has left by now ends nothing any more: his place would never be free again.
    if (res.closed) throw new HttpError(400, 'upload.broken');
    takeTurn(reading, res, loginId);
    const uploads = new Uploads(deps);
    req.uploads = uploads;
    res.once('close', () => void uploads.end());
    await parse(req, res, { uploads, most, count: count + moreFiles });
    uploads.files = await filesOf(req);
  };
}

function checkLength({ headers }: Request, most: number): void {
  if (!/^\d+$/.test(headers['content-length'] ?? '')) throw new HttpError(411, 'upload.no_length');
  if (Number(headers['content-length']) > most)
    throw new HttpError(413, 'upload.too_large', { max: { amount: most - mostText, unit: 'file' } });
}

function takeTurn(reading: Map<number, number>, res: Response, loginId: number): void {
  const now = reading.get(loginId) ?? 0;
  if (now >= mostAtOnce) throw new PanelError('too_many', 'upload.at_once', { max: mostAtOnce });
  reading.set(loginId, now + 1);
  res.once('close', () => {
    const left = (reading.get(loginId) ?? 1) - 1;
    if (left === 0) reading.delete(loginId);
    else reading.set(loginId, left);
  });
}

interface Bounds {
  readonly uploads: Uploads;
  readonly most: number;
  readonly count: number;
}

function parse(req: Request, res: Response, { uploads, most, count }: Bounds): Promise<void> {
  const storage = multer.diskStorage({
    destination: (_req, _file, done) => {
      uploads.folder().then(
        (folder) => {
          done(null, folder);
        },
        (error: unknown) => {
          done(error as Error, '');
        },
      );
    },
    filename: (_req, _file, done) => {
      done(null, randomBytes(16).toString('hex'));
    },
  });
  const limits = {
    fileSize: most,
    files: count,
    fields: mostFields,
    parts: mostFields + count,
    fieldSize: 256 * 1024,
    fieldNameSize: 100,
    // `a[b]` and `a[9]` are names like others: nothing is built from them.
    fieldNestingDepth: 0,
    headerPairs: 20,
  };
  const read = multer({ storage, limits, defParamCharset: 'utf8' }).any();
  return new Promise((done, fail) => {
    void read(req, res, (error?: unknown) => {
      if (error === undefined || error === null) done();
      else fail(refusalOf(error, count - moreFiles));
    });
  });
}

const tooMany: readonly string[] = ['LIMIT_FILE_COUNT', 'LIMIT_FIELD_COUNT', 'LIMIT_PART_COUNT'];

/** What comes from outside is the sender's fault; what the disk says is ours. */
function refusalOf(error: unknown, max: number): Error {
  if (error instanceof Error && 'syscall' in error) return error;
  const many = error instanceof multer.MulterError && tooMany.includes(error.code);
  return many ? new HttpError(413, 'upload.too_many', { max }) : new HttpError(400, 'upload.broken');
}

/** The files that have come, on the disk and for nobody else to read. */
async function filesOf(req: Request): Promise<Upload[]> {
  const { files } = req as { files?: readonly Express.Multer.File[] };
  const uploads: Upload[] = [];
  for (const { fieldname, originalname, path, size } of files ?? []) {
    await using file = await open(path, 'r+');
    await file.chmod(0o600);
    await file.sync();
    uploads.push({ field: fieldname, name: originalname, path, size });
  }
  return uploads;
}

/** Takes forms with files from whoever has signed in; of anybody else nothing is read. */
export const takeUploads =
  (receive: Receive, readAgain: RequestHandler): RequestHandler =>
  async (req, res, next) => {
    if (!isMultipart(req)) {
      next();
      return;
    }
    const { loginId } = req.session;
    if (loginId === undefined) throw new PanelError('unauthenticated', 'error.unauthenticated');
    await receive(req, res, loginId);
    await readAgain(req, res, next);
  };

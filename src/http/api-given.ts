import { text, type Request, type RequestHandler } from 'express';
import { PanelError } from '../kernel/errors.ts';
import type { Deps } from './deps.ts';
import { HttpError } from './http-error.ts';
import { isMultipart } from './uploads.ts';

/** Parameters of one call; a hundred rows to act on are one of them. */
const mostParameters = 2000;

/** Bytes up to which a body costs no more than a page's. */
const small = 256 * 1024;
/** Whoever sends a body is known only when it has been read, so strangers can hold this many large ones in memory. */
const mostLarge = 4;

/** Reads query and form, in that order, into `req.given`. */
export function readCall({ config }: Deps): RequestHandler[] {
  // Unpacked, a small body may be any size.
  const readBody = text({ type: isForm, limit: config.apiBodyLimit, inflate: false });
  const take = ifBody(largeInTurn(sizeSaid(config.apiBodyLimit, readBody)));
  return [take, readParameters];
}

/** Most calls are a query alone. */
const ifBody =
  (read: RequestHandler): RequestHandler =>
  (req, res, next) => {
    const { 'content-length': length, 'transfer-encoding': coding } = req.headers;
    if (length === undefined && coding === undefined) next();
    else void read(req, res, next);
  };

/** Clients that name no type mean a form too. */
const isForm = ({ headers }: { headers: { 'content-type'?: string | undefined } }): boolean =>
  /^\s*(application\/x-www-form-urlencoded\s*(;|$)|$)/i.test(headers['content-type'] ?? '');

function largeInTurn(read: RequestHandler): RequestHandler {
  let reading = 0;
  return (req, res, next) => {
    const length = Number(req.headers['content-length'] ?? 0);
    const isLarge = length > small || req.headers['transfer-encoding'] !== undefined;
    // Forms with files are read later, of callers who are known.
    if (isLarge && !isMultipart(req)) {
      if (reading >= mostLarge) throw new PanelError('too_many', 'error.too_many');
      reading += 1;
      res.once('close', () => (reading -= 1));
    }
    void read(req, res, next);
  };
}

const sizeSaid =
  (limit: number, read: RequestHandler): RequestHandler =>
  (req, res, next) => {
    void read(req, res, (error?: unknown) => {
      const tooLarge = error instanceof Error && 'status' in error && error.status === 413;
      next(tooLarge ? new HttpError(413, 'api.too_large', { max: Math.floor(limit / 2 ** 20) }) : error);
    });
  };

/** What is said twice and differently is refused, not guessed at. */
export const readParameters: RequestHandler = (req, _res, next) => {
  const params = new Map<string, string>();
  takeInto(params, pairsIn(queryOf(req)));
  if (req.body !== undefined) takeInto(params, pairsOf(req.body));
  req.given = { params, elids: keysIn(params.get('elid') ?? '') };
  next();
};

function takeInto(params: Map<string, string>, pairs: Iterable<[string, string]>): void {
  for (const [name, value] of pairs) {
    const before = params.get(name);
    if (before !== undefined && before !== value)
      throw new PanelError('invalid', 'error.given_twice', { name: name.slice(0, 60) });
    params.set(name, value);
  }
}

/** Of a form as text, or of one with files as it has been taken apart. */
function pairsOf(body: unknown): Iterable<[string, string]> {
  if (typeof body === 'string') return pairsIn(body);
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return fields.flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, typeof value === 'string' ? value : '']),
  );
}

function pairsIn(text: string): URLSearchParams {
  // So many have as many separators, at least.
  if (text.length >= mostParameters && text.split('&', mostParameters + 1).length > mostParameters)
    throw new HttpError(413, 'error.too_large');
  return new URLSearchParams(text);
}

function queryOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?');
  return at < 0 ? '' : originalUrl.slice(at + 1);
}

/** `elid` carries several keys as `a, b`. */
const keysIn = (elid: string): string[] =>
  elid
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

/** A parameter even of a call that could not be read as a whole: its refusal is told in the form it asked for. */
export function saidIn(req: Request, name: string): string | undefined {
  const { given } = req as Partial<Request>;
  return given ? given.params.get(name) : (new URLSearchParams(queryOf(req)).get(name) ?? undefined);
}

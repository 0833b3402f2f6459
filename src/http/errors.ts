import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { PanelError, statusOf } from '../kernel/errors.ts';
import { translator } from '../lang/translate.ts';
import type { MessageKey } from '../lang/messages.ts';
import { json, jsonData } from '../output/json.ts';
import { text } from '../output/text.ts';
import { xml } from '../output/xml.ts';
import type { Deps } from './deps.ts';
import { HttpError, secondsToWait } from './http-error.ts';
import { loginFor } from './next.ts';
import { sendPlain } from './plain.ts';
import { langOf } from './reader.ts';
import { endSession } from './session.ts';

export const missing: RequestHandler = () => {
  throw new HttpError(404, 'error.page_missing');
};

/** The one place where an error becomes an answer. */
export function answerErrors(deps: Deps): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    const error = refusalOf(thrown, req);
    // Too late for an answer: what has begun is cut off, so that nobody takes it for whole.
    if (res.headersSent) res.destroy();
    else answer(deps, req, res, error).catch(next);
  };
}

async function answer(deps: Deps, req: Request, res: Response, error: PanelError): Promise<void> {
  // A session whose login or account is no longer let in is of no use: the sign-in page would send it back here.
  if (error.code === 'unauthenticated' && sessionOf(req)?.loginId !== undefined) await endSession(req, res, deps);
  res.status(statusFor(error));
  if (error.code === 'too_many') res.set('Retry-After', secondsToWait(error));
  const format = formatAsked(req);
  if (format) await sendData(deps, req, res, { error, format });
  else if (error.code === 'unauthenticated') askToSignIn(req, res);
  else sendPlain(deps, req, res, pageOf(error, langOf(req, deps)));
}

/** Errors may come before there is a session. */
const sessionOf = (req: Partial<Pick<Request, 'session'>>): Request['session'] | undefined => req.session;

const statusFor = (error: PanelError): number => (error instanceof HttpError ? error.status : statusOf[error.code]);

/** What whoever asked is told; a fault of ours is logged, and told by its number. */
export const refusalOf = (thrown: unknown, req: Request): PanelError => known(thrown) ?? unknown(thrown, req);

/** What may be told to whoever asked; nothing when it is a fault of ours. */
function known(thrown: unknown): PanelError | null {
  if (thrown instanceof PanelError) return thrown;
  if (!(thrown instanceof Error)) return null;
  if ('code' in thrown && thrown.code === 'EBADCSRFTOKEN') return new PanelError('forbidden', 'error.csrf');
  const status = 'status' in thrown ? Number(thrown.status) : 500;
  if (status < 400 || status >= 500) return null;
  return new HttpError(status, status === 413 ? 'error.too_large' : 'error.bad_request');
}

function unknown(thrown: unknown, req: Request): PanelError {
  req.log.error({ err: thrown }, 'unexpected error');
  return new PanelError('internal', 'error.internal', { id: req.id });
}

/** A page that is swapped into a table by htmx would show the sign-in form there. */
function askToSignIn(req: Request, res: Response): void {
  if (req.get('hx-request') === 'true') res.set('HX-Redirect', loginFor(req)).end();
  else res.redirect(303, loginFor(req));
}

const titles: Partial<Record<number, MessageKey>> = {
  403: 'fault.forbidden',
  404: 'fault.missing',
  500: 'fault.internal',
};

function pageOf(error: PanelError, lang: ReturnType<typeof langOf>): Parameters<typeof sendPlain>[3] {
  const t = translator(lang);
  const status = statusFor(error);
  const said = error.problems.map(({ message, values }) => t(message, values));
  return {
    view: 'error',
    status,
    title: t(titles[status] ?? 'fault.title'),
    error: t(error.messageKey, error.values),
    text: said.length > 0 ? said.join(' ') : null,
    action: '/',
    submit: t('fault.home'),
  };
}

const formats = {
  json: { type: 'json', write: json },
  jsondata: { type: 'json', write: jsonData },
  xml: { type: 'xml', write: xml },
  text: { type: 'text', write: text },
} as const;

/** As data when `out` says so or nothing but JSON is understood; a table of errors is no use, so CSV is told as text. */
function formatAsked(req: Request): (typeof formats)[keyof typeof formats] | null {
  const out = req.query['out'] ?? ((req.body ?? {}) as Record<string, unknown>)['out'];
  const name = out === 'csv' ? 'text' : out;
  if (typeof name === 'string' && Object.hasOwn(formats, name)) return formats[name as keyof typeof formats];
  return req.accepts(['html', 'json']) === 'json' ? formats.jsondata : null;
}

async function sendData(
  deps: Deps,
  req: Request,
  res: Response,
  { error, format }: { error: PanelError; format: (typeof formats)[keyof typeof formats] },
): Promise<void> {
  let body = '';
  for await (const piece of format.write(error, { lang: langOf(req, deps), level: 'user' })) body += piece;
  res.type(format.type).send(body);
}

import { Router, type Request, type RequestHandler } from 'express';
import { csrfSync } from 'csrf-sync';
import { PanelError } from '../kernel/errors.ts';
import type { Deps } from './deps.ts';
import { HttpError } from './http-error.ts';

const methods = ['GET', 'HEAD', 'POST'];

/** Everything is read by GET or done by POST, on a path. No header makes one method another. */
export const knownMethods: RequestHandler = (req, res, next) => {
  if (!methods.includes(req.method)) {
    res.set('Allow', methods.join(', '));
    throw new HttpError(405, 'error.only_get_post', { method: req.method.slice(0, 20) });
  }
  // `*` asks of the server as a whole, for which there is no session either.
  if (!req.path.startsWith('/')) throw new HttpError(404, 'error.page_missing');
  next();
};

/** Handlers that only what changes something has to pass. What is just read brings no body and needs no leave. */
export function forChanges(...handlers: RequestHandler[]): RequestHandler {
  const router = Router().use(...handlers);
  return (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') next();
    else router(req, res, next);
  };
}

/**
 * What changes something must come from a page of this panel. Browsers say where it comes from in headers that a page
 * cannot forge; who sends neither is no browser, and brings no cookie of anybody else.
 */
export function sameOriginOnly({ config }: Deps): RequestHandler {
  return (req, _res, next) => {
    if (req.method === 'POST' && !isOurs(req, config.publicUrl)) throw new PanelError('forbidden', 'error.other_site');
    next();
  };
}

/** Whether a page of this panel has sent it, or no browser at all. */
export function isOurs(req: Request, publicUrl: string): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = req.headers;
  if (origin === undefined) return true;
  if (publicUrl !== '' && origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The token of the session, in the field `csrf` or the header X-CSRF-Token. Without a session there is nothing to abuse. */
export const csrf = csrfSync({
  size: 32,
  skipCsrfProtection: (req) => req.session.loginId === undefined,
  getTokenFromRequest: (req) => {
    const given = req.given.params.get('csrf') ?? req.headers['x-csrf-token'];
    return typeof given === 'string' ? given : undefined;
  },
});

import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { hashOf, moveGrants } from '../modules/session/index.ts';
import { isHttps, type Deps } from './deps.ts';
import { csrf } from './guards.ts';
import { DbSessionStore } from './session-store.ts';

/** `__Host-` binds the cookie to this very host; browsers take it over https only. */
const cookieName = (deps: Deps): string => (isHttps(deps) ? '__Host-sublet' : 'sublet');
const cookieOf = (deps: Deps) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps) }) as const;

/** Loads the session. One is kept only for who has signed in: visitors cost no row. */
export function sessions(deps: Deps, secret: string): RequestHandler[] {
  const load = session({
    name: cookieName(deps),
    cookie: cookieOf(deps),
    secret,
    store: new DbSessionStore(deps),
    genid: newId,
    resave: false,
    saveUninitialized: false,
  });
  return isHttps(deps) ? [behindHttps, load] : [load];
}

/** Whoever set PUBLIC_URL says that https ends in front of us; a Secure cookie is not sent otherwise. */
const behindHttps: RequestHandler = (req, _res, next) => {
  Object.defineProperty(req, 'protocol', { value: 'https', configurable: true });
  next();
};

/** Called for every session that is made; the store says the hash of one that is loaded. */
function newId(req: Request): string {
  const id = randomBytes(32).toString('base64url');
  req.sessionHash = hashOf(id);
  return id;
}

/** Begins a session of a login under a new id; the one before ends. */
export async function beginSession(req: Request, loginId: number): Promise<void> {
  await withNewId(req, { loginId });
}

/** A new password makes a new session of this one before it is even looked at: who has copied the old id is out. */
export function renewForPassword(deps: Deps): RequestHandler {
  return async (req, _res, next) => {
    if (req.session.loginId !== undefined && (req.given.params.get('password') ?? '') !== '')
      await renewSession(req, deps);
    next();
  };
}

/** The same session under a new id: the old one is worth nothing any more. */
async function renewSession(req: Request, deps: Deps): Promise<void> {
  const before = req.sessionHash;
  const kept = Object.entries(req.session).filter(([name]) => name !== 'cookie' && name !== 'csrfToken');
  await withNewId(req, Object.fromEntries(kept));
  await moveGrants(deps, before, req.sessionHash);
}

async function withNewId(req: Request, data: Partial<session.SessionData>): Promise<void> {
  await new Promise<void>((done, fail) => {
    req.session.regenerate((error: unknown) => {
      if (error === undefined || error === null) done();
      else fail(error instanceof Error ? error : new Error('the session could not be made', { cause: error }));
    });
  });
  Object.assign(req.session, data);
  csrf.generateToken(req, true);
  if (!(req.sessionStore instanceof DbSessionStore)) throw new Error('the session is kept elsewhere');
  await req.sessionStore.open(req);
}

/** Ends the session, here and in the browser. */
export async function endSession(req: Request, res: Response, deps: Deps): Promise<void> {
  await new Promise<void>((done, fail) => {
    req.session.destroy((error: unknown) => {
      if (error === undefined || error === null) done();
      else fail(error instanceof Error ? error : new Error('the session could not be ended', { cause: error }));
    });
  });
  res.clearCookie(cookieName(deps), cookieOf(deps));
}

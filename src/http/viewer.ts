import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { installationOf } from '../config.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import { isLang } from '../lang/languages.ts';
import { findPresent, type Present } from '../modules/viewer/index.ts';
import type { Deps } from './deps.ts';
import { langOf } from './reader.ts';

/** A request of somebody signed in, with everything the engine needs to answer it. */
export interface PanelRequest {
  readonly ctx: Ctx;
  readonly present: Present;
  /** '' or '/as/GRANT'. */
  readonly base: string;
  /** The list a form or verb was opened from, checked to be within this panel. */
  readonly back: string | null;
  /** Where Return leads, out of the panel being worked in. */
  readonly returnTo: string;
}

export async function requestOf(deps: Deps, req: Request): Promise<PanelRequest> {
  const { loginId } = req.session;
  if (loginId === undefined) throw new PanelError('unauthenticated', 'error.unauthenticated');
  const now = deps.clock();
  const grantId = typeof req.params['grant'] === 'string' ? req.params['grant'] : null;
  const present = await findPresent({
    db: deps.db,
    registry: deps.registry,
    loginId,
    sessionId: req.sessionHash,
    grantId,
    now,
    signedIn: req.signedIn,
  });
  if (!present) throw new PanelError('unauthenticated', 'error.unauthenticated');
  const base = grantId === null ? '' : `/as/${grantId}`;
  return { ctx: ctxOf(deps, req, present, now), present, base, back: backOf(req, base), returnTo: returnOf(present) };
}

function ctxOf(deps: Deps, req: Request, present: Present, now: number): Ctx {
  return {
    db: deps.db,
    log: req.log,
    installation: installationOf(deps.config),
    now,
    viewer: present.viewer,
    acting: present.acting,
    real: {
      loginId: present.loginId,
      name: present.login,
      accountId: present.own.id,
      address: (req.ip ?? '').slice(0, 45),
      sessionId: req.sessionHash,
    },
    lang: isLang(present.lang) ? present.lang : langOf(req, deps),
    tz: present.tz ?? deps.config.defaultTimeZone,
    opId: operationOf(req),
    ...(present.kept && { kept: present.kept }),
  };
}

/** The page says which attempt this is, so that a form sent twice is done once; nobody meets another's attempt. */
function operationOf(req: Request): string {
  const op = req.given.params.get('op') ?? '';
  return req.method === 'POST' && /^[\w-]{16,40}$/.test(op) ? `${req.sessionHash.slice(0, 24)}:${op}` : randomUUID();
}

/** A path of this very panel: nothing else is led back to. */
function backOf(req: Request, base: string): string | null {
  const back = req.given.params.get('back') ?? '';
  return back.length <= 3000 && /^\/[a-z0-9.]+(\?[^#\s\\]*)?$/.test(back) ? base + back : null;
}

const returnOf = ({ acting, returnTo }: Present): string => {
  const outer = acting?.chain.at(-2)?.href ?? '/';
  return outer.replace(/\/$/, '') + returnTo;
};

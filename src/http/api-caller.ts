import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { installationOf } from '../config.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import { isLang, type Lang } from '../lang/languages.ts';
import { actBelow, findPresent, type SignedInRow } from '../modules/viewer/index.ts';
import { apiCookieIn, apiVisit } from './api-session.ts';
import { saidIn } from './api-given.ts';
import type { NameAndPassword, Verified } from './api-verified.ts';
import type { Deps } from './deps.ts';
import { csrf, isOurs } from './guards.ts';
import { langOf } from './reader.ts';

/** A call of which it is not known yet who makes it. */
export interface Arrival {
  readonly deps: Deps;
  readonly verified: Verified;
  readonly req: Request;
}

interface Known {
  readonly loginId: number;
  /** For the lists and verbs of sessions; only a browser has one that is more than a key to this door. */
  readonly sessionId: string | null;
  /** What came with a session. */
  readonly signedIn?: SignedInRow | undefined;
}

/** Who calls, with whose rights. `changes`: the call is more than reading, which a cookie alone does not always allow. */
export async function callerOf(arrival: Arrival, changes: boolean): Promise<Ctx> {
  const { deps, req } = arrival;
  const { loginId, sessionId, signedIn } = await identify(arrival, changes);
  const now = deps.clock();
  const { db, registry } = deps;
  const present = await findPresent({ db, registry, loginId, sessionId: '', grantId: null, now, signedIn });
  // The login is known to be there, so its account must be what has been stopped.
  if (!present) throw new PanelError('unauthenticated', 'login.suspended');
  const ctx: Ctx = {
    db,
    log: req.log,
    installation: installationOf(deps.config),
    now,
    viewer: present.viewer,
    acting: null,
    real: { loginId, name: present.login, accountId: present.own.id, address: (req.ip ?? '').slice(0, 45), sessionId },
    lang: langFor(req, deps, present.lang),
    tz: present.tz ?? deps.config.defaultTimeZone,
    opId: randomUUID(),
  };
  const su = req.given.params.get('su')?.trim().toLowerCase() ?? '';
  return su === '' || su === ctx.viewer.name ? ctx : actBelow(ctx, registry, su);
}

/** What the call says, what its login has chosen, or what the client asks for. */
export function langFor(req: Request, deps: Deps, chosen: string | null): Lang {
  const said = saidIn(req, 'lang');
  if (isLang(said)) return said;
  return isLang(chosen) ? chosen : langOf(req, deps);
}

/** The first way that is given decides: what is wrong in it is not made good by another. */
async function identify({ deps, verified, req }: Arrival, changes: boolean): Promise<Known> {
  const given = (name: string): string => req.given.params.get(name) ?? '';
  if (given('authinfo') !== '')
    return { loginId: await withPassword(verified, req, readingsOf(given('authinfo'))), sessionId: null };
  const cookie = given('auth') === '' ? apiCookieIn(req) : undefined;
  if (given('auth') !== '' || cookie !== undefined) {
    const visit = await apiVisit(deps, req, cookie ?? given('auth'));
    if (visit === null) throw new PanelError('unauthenticated', 'error.unauthenticated');
    if (cookie !== undefined && changes) refuseForeign(deps, req);
    return { loginId: visit.login_id, sessionId: null, signedIn: visit };
  }
  return fromBrowser(deps, req, changes);
}

function fromBrowser(deps: Deps, req: Request, changes: boolean): Known {
  const { loginId } = req.session;
  if (loginId === undefined) throw new PanelError('unauthenticated', 'error.unauthenticated');
  if (changes) {
    refuseForeign(deps, req);
    if (!csrf.isRequestValid(req)) throw new PanelError('forbidden', 'error.csrf');
  }
  return { loginId, sessionId: req.sessionHash, signedIn: req.signedIn };
}

/** Browsers send cookies by themselves, so another site's page could have had this sent. */
function refuseForeign({ config }: Deps, req: Request): void {
  if (req.method !== 'POST')
    throw new PanelError('forbidden', 'error.method', { func: req.given.params.get('func') ?? '' });
  if (!isOurs(req, config.publicUrl)) throw new PanelError('forbidden', 'error.other_site');
}

/** Whatever is wrong with the credentials, an account that is stopped included, is an error of sign-in here. */
export async function withPassword(verified: Verified, req: Request, readings: NameAndPassword[]): Promise<number> {
  try {
    return await verified.signIn(readings, req.ip ?? '');
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    req.log.warn({ address: req.ip, why: error.messageKey }, 'sign-in refused');
    throw error.code === 'forbidden' ? new PanelError('unauthenticated', error.messageKey, error.values) : error;
  }
}

/** `name:password`; some clients encode it twice, so it is also read decoded once more. */
export function readingsOf(authinfo: string): NameAndPassword[] {
  const texts = [...new Set([authinfo, decoded(authinfo)])];
  return texts.flatMap((text) => {
    const at = text.indexOf(':');
    return at < 0 ? [] : [{ name: text.slice(0, at), password: text.slice(at + 1) }];
  });
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

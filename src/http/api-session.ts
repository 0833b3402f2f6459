import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { hashOf, insertSession, updateSession } from '../modules/session/index.ts';
import { findVisit, type Visit } from '../modules/viewer/index.ts';
import { isHttps, type Deps } from './deps.ts';

/** Milliseconds without a call after which such a session ends. */
const idle = 60 * 60_000;
/** Milliseconds between two writes of "last seen". */
const touchEvery = 60_000;

/** As ISPmanager 5 and 4 call theirs. */
const cookies = ['ispmgrses5', 'ispmgrses4'] as const;

/** The hash differs from a browser's session of the same id: neither is ever taken for the other. */
const storedId = (id: string): string => hashOf(`api:${id}`);

const addressOf = (req: Request): string => (req.ip ?? '').slice(0, 45);

/** Begins a session of calls and answers its id, which is worth something only from the address it was made for. */
export async function openApiSession(deps: Deps, req: Request, loginId: number): Promise<string> {
  const id = randomBytes(24).toString('hex');
  const now = deps.clock();
  await insertSession(deps, {
    id: storedId(id),
    login_id: loginId,
    data: '{}',
    address: addressOf(req),
    user_agent: (req.get('user-agent') ?? '').slice(0, 300),
    created_at: now,
    seen_at: now,
    expires_at: expiry(deps, now, now),
  });
  return id;
}

/** The session and whose it is; null when it has ended or is another address's. */
export async function apiVisit(deps: Deps, req: Request, id: string): Promise<Visit | null> {
  if (!/^[0-9a-f]{48}$/.test(id)) return null;
  const now = deps.clock();
  const row = await findVisit(deps, storedId(id), now);
  if (row?.address !== addressOf(req)) return null;
  if (now - row.seen_at >= touchEvery)
    await updateSession(deps, row.id, { seen_at: now, expires_at: expiry(deps, row.created_at, now) });
  return row;
}

const expiry = ({ config }: Deps, openedAt: number, now: number): number =>
  Math.min(now + idle, openedAt + config.sessionMax);

/** Kept by clients that keep cookies. Only this path gets it back, and no other site's page can send it. */
export function setApiCookie(deps: Deps, res: Response, { id, version }: { id: string; version: 4 | 5 }): void {
  const path = version === 4 ? '/manager/ispmgr' : '/ispmgr';
  const options = { path, httpOnly: true, sameSite: 'strict', secure: isHttps(deps) } as const;
  res.cookie(version === 4 ? cookies[1] : cookies[0], id, options);
}

export function apiCookieIn(req: Request): string | undefined {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => cookies.some((known) => known === name))?.[1];
}

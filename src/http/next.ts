import type { Request } from 'express';

/** Any host will do: it only serves to see whether an address leaves it. */
const here = 'http://panel.invalid';

/** An address within this panel, or the start page. What a browser would take for another site is none. */
export function safeNext(given: string | undefined): string {
  if (
    given === undefined ||
    given.length > 2000 ||
    !/^\/[\x21-\x7e]*$/.test(given) ||
    /^\/[/\\]/.test(given) ||
    !URL.canParse(given, here)
  )
    return '/';
  const { origin, pathname, search } = new URL(given, here);
  if (origin !== here || pathname.startsWith('//') || /^\/(?:login|logout|setup)(?:\/|$)/.test(pathname)) return '/';
  return pathname + search;
}

/** The page the request came from, when it is one of ours. */
export function cameFrom(req: Request): string {
  const referrer = req.get('hx-current-url') ?? req.get('referer') ?? '';
  if (!URL.canParse(referrer)) return '/';
  const { host, pathname, search } = new URL(referrer);
  return host === req.get('host') ? safeNext(pathname + search) : '/';
}

/** The sign-in page, which leads back to what was asked for. */
export function loginFor(req: Request): string {
  const isPage = req.method !== 'POST' && req.get('hx-request') !== 'true';
  const next = isPage ? safeNext(req.originalUrl) : cameFrom(req);
  return next === '/' ? '/login' : `/login?${new URLSearchParams({ next }).toString()}`;
}

import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Level, Logger } from 'pino';

declare module 'express-serve-static-core' {
  interface Request {
    /** What a line of the log and the page of a fault know the request by. */
    id: string;
    log: Logger;
  }
}

/** One JSON line a request. The query is left out: people paste secrets into addresses. */
export function requestLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    req.id = randomUUID().slice(-12);
    req.log = log.child({ id: req.id });
    res.once('close', () => {
      tell(req, res, performance.now() - begun);
    });
    next();
  };
}

function tell(req: Request, res: Response, took: number): void {
  const level = levelOf(req, res.statusCode);
  if (!req.log.isLevelEnabled(level)) return;
  // Errors are logged where they are caught, with their cause.
  req.log[level](
    {
      req: { method: req.method, path: pathOf(req), address: req.ip },
      res: { status: res.statusCode },
      login: (req as Partial<Request>).session?.loginId,
      ms: Math.round(took * 10) / 10,
    },
    res.writableFinished ? 'request' : 'request broken off',
  );
}

function levelOf(req: Request, status: number): Level {
  if (status >= 500) return 'error';
  if (status >= 400) return 'warn';
  return /^\/(?:assets\/|healthz$)/.test(req.originalUrl) ? 'debug' : 'info';
}

/** The path alone; the token of a set-up link opens the panel to whoever reads it. */
function pathOf(req: Request): string {
  const [path = ''] = req.originalUrl.split('?', 1);
  return path.replace(/^\/setup\/.*/, '/setup/…').slice(0, 500);
}

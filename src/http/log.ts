import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

/** One JSON line a request. The query is left out: people paste secrets into addresses. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp<Request>({
    logger: log,
    genReqId: () => randomBytes(8).toString('hex'),
    quietReqLogger: true,
    wrapSerializers: false,
    customAttributeKeys: { reqId: 'id', responseTime: 'ms' },
    customLogLevel: (req, { statusCode }) =>
      statusCode >= 500 ? 'error' : statusCode >= 400 ? 'warn' : isQuiet(req) ? 'debug' : 'info',
    serializers: {
      req: (req: Request) => ({ method: req.method, path: pathOf(req), address: req.ip }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    // Errors are logged where they are caught, with their cause.
    customErrorMessage: () => 'request failed',
    customSuccessMessage: () => 'request',
    customProps: (req) => ({ login: (req as Partial<Request>).session?.loginId }),
  });
}

const isQuiet = (req: Request): boolean => /^\/(?:assets\/|healthz$)/.test(pathOf(req));

/** The path alone; the token of a set-up link opens the panel to whoever reads it. */
function pathOf(req: Request): string {
  const [path = ''] = req.originalUrl.split('?', 1);
  return path.replace(/^\/setup\/.*/, '/setup/…').slice(0, 500);
}

import { json, Router, type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import { installationOf } from '../config.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { PanelError, statusOf } from '../kernel/errors.ts';
import { sign } from '../kernel/host-key.ts';
import { translator } from '../lang/translate.ts';
import { desiredOf, takeReport } from '../modules/hosting/index.ts';
import { localAdministrator } from '../modules/logins/index.ts';
import { heardFrom, RevisionWatch, serverWithKey, type ServerRecord } from '../modules/servers/index.ts';
import type { Deps } from './deps.ts';
import { refusalOf } from './errors.ts';
import { HttpError } from './http-error.ts';

/** Seconds that an agent may ask to wait for a change. */
const longestWait = 55;
/** A report of a server with tens of thousands of sites, all of which fail. */
const largestReport = '64mb';

/** The door of the agents: what should be on their server, and what they have to say of it. */
export function agentRouter(deps: Deps): Router {
  const watch = new RevisionWatch(deps);
  const router = Router();
  router.get('/agent/v1/desired', tellDesired(deps, watch), tellError(deps));
  // Who it is, before anything of the body is read.
  router.post('/agent/v1/report', knownAgent(deps), json({ limit: largestReport }), hearReport(deps), tellError(deps));
  return router;
}

const tellDesired =
  (deps: Deps, watch: RevisionWatch): RequestHandler =>
  async (req, res) => {
    const server = await agentOf(deps, req);
    await heardFrom(deps, server.id, deps.clock());
    const known = /^"(\d{1,16})"$/.exec(req.headers['if-none-match'] ?? '')?.[1];
    const current = Number(known) === server.revision ? await laterRevision(deps, watch, req, server) : server;
    res.set('ETag', `"${String(current.revision)}"`);
    if (Number(known) === current.revision) {
      res.status(304).end();
      return;
    }
    const body = JSON.stringify(await desiredOf(await ctxOf(deps, req, server), current));
    const nonce = req.get('X-Sublet-Nonce')?.slice(0, 100) ?? '';
    res.set('X-Sublet-Signature', sign(server.panel_key ?? '', nonce, `"${String(current.revision)}"`, body));
    res.type('json').send(body);
  };

/** The server as it is when something has changed, or when the time the agent waits is over. */
async function laterRevision(
  deps: Deps,
  watch: RevisionWatch,
  req: Request,
  server: ServerRecord,
): Promise<ServerRecord> {
  const seconds = Math.min(Number(req.query['wait']) || 0, longestWait);
  if (seconds <= 0) return server;
  const over = new AbortController();
  const timer = setTimeout(() => {
    over.abort();
  }, seconds * 1000);
  req.once('close', () => {
    over.abort();
  });
  await watch.changed(server.id, server.revision, over.signal);
  clearTimeout(timer);
  // Its token may have been taken back in between.
  return agentOf(deps, req);
}

const knownAgent =
  (deps: Deps): RequestHandler =>
  async (req, res, next) => {
    res.locals['server'] = await agentOf(deps, req);
    next();
  };

const hearReport =
  (deps: Deps): RequestHandler =>
  async (req, res) => {
    const server = res.locals['server'] as ServerRecord;
    await takeReport(await ctxOf(deps, req, server), server, req.body);
    res.status(204).end();
  };

async function agentOf(deps: Deps, req: Request): Promise<ServerRecord> {
  const key = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
  const server = await serverWithKey(deps, key);
  if (server !== null) return server;
  req.log.warn({ address: req.ip }, 'an agent came with a key that is not known');
  throw new PanelError('unauthenticated', 'server.key');
}

/** An agent does what the administrator would have done by hand; the journal names the server. */
const ctxOf = (deps: Deps, req: Request, { name }: ServerRecord): Promise<Ctx> =>
  localAdministrator({
    db: deps.db,
    log: req.log,
    now: deps.clock(),
    lang: deps.config.defaultLanguage,
    tz: deps.config.defaultTimeZone,
    name: `agent ${name}`,
    address: (req.ip ?? '').slice(0, 45),
    installation: installationOf(deps.config),
  });

const tellError =
  ({ config }: Deps): ErrorRequestHandler =>
  (thrown: unknown, req, res, next) => {
    const error = refusalOf(thrown, req);
    if (res.headersSent) {
      next(thrown);
      return;
    }
    res.status(error instanceof HttpError ? error.status : statusOf[error.code]);
    res.json({ error: translator(config.defaultLanguage)(error.messageKey, error.values) });
  };

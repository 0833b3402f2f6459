import express, { Router, type Express, type RequestHandler } from 'express';
import { PanelError } from '../kernel/errors.ts';
import { secretOf } from '../modules/settings/index.ts';
import { agentRouter } from './agent.ts';
import { apiRouter } from './api.ts';
import { isHttps, type Deps } from './deps.ts';
import { doors } from './doors.ts';
import { answerErrors, missing } from './errors.ts';
import { readForm, readGiven } from './given.ts';
import { csrf, forChanges, knownMethods, sameOriginOnly } from './guards.ts';
import { securityHeaders } from './headers.ts';
import { ping } from './health.store.ts';
import { requestLog } from './log.ts';
import { loginRouter } from './login.ts';
import { panelRouter } from './panel.ts';
import { preferencesRouter } from './preferences.ts';
import { renewForPassword, sessions } from './session.ts';
import { setupRouter } from './setup.ts';
import { receiver, takeUploads } from './uploads.ts';

/** The panel as an Express application: what is asked passes from top to bottom. */
export async function createApp(deps: Deps): Promise<Express> {
  const app = express();
  app.disable('x-powered-by');
  // Pages are never kept, and an ETag would be one more thing to compare answers by.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.config.trustProxy);

  app.use(requestLog(deps.log), securityHeaders(isHttps(deps)));
  const session = sessions(deps, await secretOf(deps, 'session_secret'));
  const receive = receiver(deps);
  const [api, open] = [apiRouter(deps, session, receive), openRouter(deps)];
  // The API comes before the guards of pages: it has its own limits, and answers everything in its own way.
  const early = doors({ agent: agentRouter(deps), ispmgr: api, manager: api, healthz: open, assets: open });
  app.use(knownMethods, early);
  app.use(forChanges(sameOriginOnly(deps), readForm), readGiven);
  app.use(...session, forChanges(takeUploads(receive, readGiven), csrf.csrfSynchronisedProtection));
  const sign = loginRouter(deps);
  const profile = Router().post('/profile', renewForPassword(deps));
  const [setup, preferences] = [setupRouter(deps), preferencesRouter(deps)];
  app.use(doors({ login: sign, logout: sign, as: sign, setup, preferences, profile }));
  app.use(signedIn, panelRouter(deps));
  app.use(missing, answerErrors(deps));
  return app;
}

/** What is open to everybody, without a session. */
function openRouter(deps: Deps): Router {
  const router = Router();
  router.use(sameOriginOnly(deps));
  router.get('/healthz', health(deps));
  router.use('/assets', deps.assets.handler);
  return router;
}

/** For whoever watches the panel: answers only when the database does. */
function health({ db }: Deps): RequestHandler {
  return async (_req, res) => {
    await ping(db);
    res.type('text').send('ok\n');
  };
}

const signedIn: RequestHandler = (req, _res, next) => {
  if (req.session.loginId === undefined) throw new PanelError('unauthenticated', 'error.unauthenticated');
  next();
};

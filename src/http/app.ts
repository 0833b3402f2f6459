import express, { type Express, type RequestHandler } from 'express';
import { PanelError } from '../kernel/errors.ts';
import { secretOf } from '../modules/settings/index.ts';
import { agentRouter } from './agent.ts';
import { apiRouter } from './api.ts';
import { isHttps, type Deps } from './deps.ts';
import { answerErrors, missing } from './errors.ts';
import { readForm, readGiven } from './given.ts';
import { csrf, knownMethods, sameOriginOnly } from './guards.ts';
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
  // Before the guards of pages: it has its own limits, and answers everything in its own way.
  const receive = receiver(deps);
  app.use(knownMethods, agentRouter(deps), apiRouter(deps, session, receive), sameOriginOnly(deps));
  app.get('/healthz', health(deps));
  app.use('/assets', deps.assets.handler);
  app.use(readForm, readGiven);
  app.use(...session, takeUploads(receive, readGiven), csrf.csrfSynchronisedProtection);
  app.use(loginRouter(deps), setupRouter(deps), preferencesRouter(deps));
  app.post('/profile', renewForPassword(deps));
  app.use(signedIn, panelRouter(deps));
  app.use(missing, answerErrors(deps));
  return app;
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

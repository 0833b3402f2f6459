import { Router, type Request, type Response } from 'express';
import { PanelError, statusOf } from '../kernel/errors.ts';
import { translator } from '../lang/translate.ts';
import { signIn, signOut } from '../modules/logins/index.ts';
import { isHttps, type Deps } from './deps.ts';
import { secondsToWait } from './http-error.ts';
import { safeNext } from './next.ts';
import { plainField, sendPlain, type Plain } from './plain.ts';
import { langOf, remember } from './reader.ts';
import { beginSession, endSession } from './session.ts';

/** Sign-in and sign-out. */
export function loginRouter(deps: Deps): Router {
  const router = Router();
  router.get('/login', (req, res) => {
    const next = req.given.params.get('next');
    if (req.session.loginId === undefined) sendPlain(deps, req, res, loginPage(deps, req, null));
    else res.redirect(303, safeNext(next));
  });
  router.post('/login', async (req, res) => {
    await takeSignIn(deps, req, res);
  });
  // The page's form lies below the panel that is being worked in.
  router.post(['/logout', '/as/:grant/logout'], async (req, res) => {
    const { loginId } = req.session;
    await endSession(req, res, deps);
    if (loginId !== undefined) await signOut({ db: deps.db, now: deps.clock() }, loginId, req.ip ?? '');
    res.redirect(303, '/login');
  });
  return router;
}

async function takeSignIn(deps: Deps, req: Request, res: Response): Promise<void> {
  const { params } = req.given;
  try {
    const credentials = { name: params.get('name'), password: params.get('password'), address: req.ip ?? '' };
    const login = await signIn({ db: deps.db, now: deps.clock() }, credentials);
    await beginSession(req, login.loginId);
    if (login.lang !== null) remember(res, 'lang', login.lang, isHttps(deps));
    req.log.info({ login: login.loginId }, 'signed in');
    res.redirect(303, safeNext(params.get('next')));
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    // Not the name: people type their password into that field.
    req.log.warn({ address: req.ip, why: error.messageKey }, 'sign-in refused');
    if (error.code === 'too_many') res.set('Retry-After', secondsToWait(error));
    sendPlain(deps, req, res, loginPage(deps, req, error));
  }
}

function loginPage(deps: Deps, req: Request, error: PanelError | null): Plain {
  const t = translator(langOf(req, deps));
  const { params } = req.given;
  const next = safeNext(params.get('next'));
  return {
    view: 'login',
    status: error ? statusOf[error.code] : 200,
    title: t('signin.title'),
    submit: t('signin.submit'),
    action: next === '/' ? '/login' : `/login?${new URLSearchParams({ next }).toString()}`,
    error: error ? t(error.messageKey, error.values) : null,
    fields: [
      plainField('name', 'text', t('signin.name'), {
        value: params.get('name')?.slice(0, 254) ?? '',
        autocomplete: 'username',
      }),
      plainField('password', 'password', t('signin.password'), { autocomplete: 'current-password' }),
    ],
  };
}

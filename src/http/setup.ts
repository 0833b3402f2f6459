import { Router, type Request, type Response } from 'express';
import { installationOf } from '../config.ts';
import { PanelError, statusOf } from '../kernel/errors.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { translator } from '../lang/translate.ts';
import { createAdministrator } from '../modules/accounts/index.ts';
import { checkPassword, checkSetup, localAdministrator, takeSetup } from '../modules/logins/index.ts';
import type { Deps } from './deps.ts';
import { plainField, sendPlain, withProblems, type Plain } from './plain.ts';
import { langOf } from './reader.ts';
import { beginSession } from './session.ts';

/** The one-time link that an empty panel prints when it starts: whoever opens it becomes the administrator. */
export function setupRouter(deps: Deps): Router {
  const router = Router();
  router.get('/setup/:token', async (req, res) => {
    await checkSetup(deps, req.params.token, deps.clock());
    sendPlain(deps, req, res, setupPage(deps, req, null));
  });
  router.post('/setup/:token', async (req, res) => {
    await takeForm(deps, req, res);
  });
  return router;
}

async function takeForm(deps: Deps, req: Request<{ token: string }>, res: Response): Promise<void> {
  await checkSetup(deps, req.params.token, deps.clock());
  const name = (req.given.params.get('name') ?? '').trim().toLowerCase();
  try {
    await beginSession(req, await makeAdministrator(deps, req, name));
    res.redirect(303, '/');
  } catch (error) {
    if (!(error instanceof PanelError) || error.code === 'not_found') throw error;
    sendPlain(deps, req, res, setupPage(deps, req, error));
  }
}

/** The link is used up in the transaction that makes the administrator: it works once, and only when it has worked. */
async function makeAdministrator(deps: Deps, req: Request<{ token: string }>, name: string): Promise<number> {
  const { db, config, log } = deps;
  const password = req.given.params.get('password') ?? '';
  await checkPassword(password, name);
  const reader = { lang: langOf(req, deps), tz: config.defaultTimeZone };
  const ctx = await localAdministrator({
    db,
    log,
    now: deps.clock(),
    ...reader,
    name: 'set-up',
    address: req.ip ?? '',
    installation: installationOf(config),
  });
  return inTransaction(ctx, async (tx) => {
    await takeSetup(tx, req.params.token);
    return createAdministrator(tx, { name, password, email: req.given.params.get('email')?.trim() ?? '' });
  });
}

function setupPage(deps: Deps, req: Request<{ token: string }>, error: PanelError | null): Plain {
  const lang = langOf(req, deps);
  const t = translator(lang);
  const given = (name: string): string => req.given.params.get(name)?.slice(0, 254) ?? '';
  const fields = [
    plainField('name', 'text', t('setup.name'), { value: given('name'), autocomplete: 'username' }),
    plainField('email', 'email', t('setup.email'), { value: given('email'), autocomplete: 'email', required: false }),
    plainField('password', 'password', t('setup.password'), { autocomplete: 'new-password' }),
  ];
  return {
    view: 'setup',
    status: error ? statusOf[error.code] : 200,
    title: t('setup.title'),
    text: t('setup.text'),
    submit: t('setup.submit'),
    action: `/setup/${encodeURIComponent(req.params.token)}`,
    fields,
    ...(error && withProblems(fields, error, lang)),
  };
}

import { Router } from 'express';
import { isLang } from '../lang/languages.ts';
import { storePersonal } from '../modules/logins/index.ts';
import { isHttps, type Deps } from './deps.ts';
import { cameFrom } from './next.ts';
import { remember } from './reader.ts';

const themes = ['light', 'dark', 'auto'];

/** Language and theme, chosen on any page; the browser keeps both, the login its language too. */
export function preferencesRouter(deps: Deps): Router {
  const router = Router();
  router.post('/preferences', async (req, res) => {
    const theme = req.given.params.get('theme');
    const lang = req.given.params.get('lang');
    if (theme !== undefined && themes.includes(theme)) remember(res, 'theme', theme, isHttps(deps));
    if (isLang(lang)) {
      remember(res, 'lang', lang, isHttps(deps));
      if (req.session.loginId !== undefined) await storePersonal(deps, req.session.loginId, { lang });
    }
    res.redirect(303, cameFrom(req));
  });
  return router;
}

import { Router } from 'express';
import type { Deps } from './deps.ts';

/** The routes of the panel itself. */
export function panelRouter(deps: Deps): Router {
  const router = Router();
  router.get('/', (_req, res) => {
    res.type('text').send(`${deps.manifest.name}\n`);
  });
  return router;
}

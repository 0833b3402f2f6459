import type { Request } from 'express';
import type { Surroundings } from '../output/html/standing.ts';
import type { Deps } from './deps.ts';
import { takeFlash } from './done.ts';
import { themeOf } from './reader.ts';
import type { PanelRequest } from './viewer.ts';

/** What a page shows around its content. */
export function surroundings(deps: Deps, { ctx, present, base }: PanelRequest, req: Request): Surroundings {
  return {
    ctx,
    registry: deps.registry,
    manifest: deps.manifest,
    base,
    csrf: req.session.csrfToken ?? '',
    theme: themeOf(req),
    asset: deps.assets.url,
    flash: takeFlash(req),
    shortcuts: present.shortcuts,
    lists: present.lists,
    stopped: present.stopped,
    host: req.hostname,
    badges: { ticket: present.ticketsWaiting },
    bell: present.bell,
  };
}

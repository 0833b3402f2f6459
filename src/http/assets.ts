import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handler, Response } from 'express';
import serveCompressed from 'express-static-gzip';

export interface Assets {
  /** The address of a file by its logical name, `app.css`. */
  readonly url: (name: string) => string;
  /** Answers below /assets. */
  handler: Handler;
}

/** Serves what the build wrote to `dir`; names carry a hash of the content, so a browser may keep them for a year. */
export function loadAssets(dir: string): Assets {
  const manifest = new Map(Object.entries(readManifest(dir)));
  const served = new Set([...manifest.values()].map((name) => `/${name}`));
  const files = serveCompressed(dir, {
    enableBrotli: true,
    orderPreference: ['br', 'gz'],
    index: false,
    serveStatic: { cacheControl: false, redirect: false },
  });

  return {
    url(name) {
      const hashed = manifest.get(name);
      if (hashed === undefined) throw new Error(`No such asset: ${name}`);
      return `/assets/${hashed}`;
    },
    handler(req, res, next) {
      if (served.has(req.path)) {
        // Pages forbid keeping them before this is reached, and the file server would leave that as it stands.
        res.set('Cache-Control', 'public, max-age=31536000, immutable');
        // A new build has taken the file away while this process runs on.
        files(req, res, (error?: unknown) => {
          if (error !== undefined) next(error);
          else {
            res.removeHeader('Content-Encoding');
            notFound(res);
          }
        });
      } else notFound(res);
    },
  };
}

function notFound(res: Response): void {
  res.status(404).type('text').set('Cache-Control', 'no-store').send('Not found\n');
}

function readManifest(dir: string): Record<string, string> {
  return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as Record<string, string>;
}

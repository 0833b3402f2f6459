import type { Response } from 'express';

/** Answers with a page of ours: of `res.send`, only what is left to do when the type is known and nothing is ever kept. */
export function sendPage(res: Response, page: string | Buffer): void {
  const body = typeof page === 'string' ? Buffer.from(page) : page;
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Content-Length', body.length);
  if (res.req.method === 'HEAD') res.end();
  else res.end(body);
}

import { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { Ctx, Level } from '../kernel/ctx.ts';
import { PanelError } from '../kernel/errors.ts';
import type { Reader } from '../output/doc.ts';
import type { Answer, Call } from '../panel/answer.ts';
import { dispatch } from '../panel/dispatch.ts';
import { findFunc } from '../panel/registry.ts';
import { formatOf, piecesOf, sendWhole } from './api-answer.ts';
import { callerOf, langFor, type Arrival } from './api-caller.ts';
import { readCall, readParameters, saidIn } from './api-given.ts';
import { cut, wantsAllRows } from './api-paging.ts';
import { signInForSession } from './api-sign-in.ts';
import { refuseUnheard } from './api-unheard.ts';
import { Verified } from './api-verified.ts';
import type { Deps } from './deps.ts';
import { refusalOf } from './errors.ts';
import { sendFile } from './file.ts';
import { isMultipart, withUploads, type Receive } from './uploads.ts';

const paths = ['/ispmgr', '/manager/ispmgr'];

/**
 * The panel as ISPmanager's clients call it: one address, `func` and its parameters in query or form. The status is
 * 200 whatever happens, for these clients take anything else for a dead server.
 */
export function apiRouter(deps: Deps, sessions: readonly RequestHandler[], receive: Receive): Router {
  const verified = new Verified(deps);
  const handlers = [...readCall(deps), ...sessions, takeFiles({ deps, verified }, receive), takeCall(deps, verified)];
  const router = Router();
  router.get(paths, ...handlers, tellError(deps));
  router.post(paths, ...handlers, tellError(deps));
  return router;
}

const takeCall =
  (deps: Deps, verified: Verified): RequestHandler =>
  async (req, res) => {
    const arrival = { deps, verified, req };
    if (req.given.params.get('func') === 'auth') await answerSignIn(arrival, res);
    else await withUploads(req, () => answerCall(arrival, res));
  };

/** A call with files says in its address who makes it: nothing of it is read before that is known. */
const takeFiles =
  (door: Omit<Arrival, 'req'>, receive: Receive): RequestHandler =>
  async (req, res, next) => {
    if (!isMultipart(req)) {
      next();
      return;
    }
    const { real } = await callerOf({ ...door, req }, true);
    await receive(req, res, real.loginId ?? 0);
    await readParameters(req, res, next);
  };

async function answerSignIn(arrival: Arrival, res: Response): Promise<void> {
  const out = formatOf(saidIn(arrival.req, 'out'));
  const said = await signInForSession(arrival, out, versionOf(arrival.req));
  await sendWhole(res, out, [said]);
}

async function answerCall(arrival: Arrival, res: Response): Promise<void> {
  const { deps, req } = arrival;
  const call = callOf(req);
  const ctx = await callerOf(arrival, isChange(deps, call));
  const answer = await answerOf(deps, ctx, call);
  if (!(answer instanceof PanelError) && answer.kind === 'file') {
    await sendFile(res, answer.file);
    return;
  }
  const out = formatOf(saidIn(req, 'out'));
  await sendWhole(res, out, piecesOf(answer, readerOf(req, ctx.lang, ctx.viewer.level), out));
}

/** A refusal is an answer like others, in the language of whoever it is for. */
async function answerOf({ registry }: Deps, ctx: Ctx, call: Call): Promise<Answer | PanelError> {
  try {
    await refuseUnheard(registry, ctx, call);
    return cut(await dispatch(registry, ctx, call), call.params);
  } catch (error) {
    if (error instanceof PanelError) return error;
    throw error;
  }
}

/** What belongs to the door; no form is to take it for a field of its own. */
const own = ['func', 'out', 'su', 'sok', 'elid', 'auth', 'authinfo'];

function callOf(req: Request): Call {
  const { params, elids } = req.given;
  return {
    func: params.get('func') ?? '',
    elids,
    sok: (params.get('sok') ?? '') !== '',
    params: new Map([...params].filter(([name]) => !own.includes(name))),
    files: req.uploads?.files ?? [],
    asks: false,
    allRows: wantsAllRows(params),
    uncounted: true,
  };
}

/** A list stays a list whatever is sent with it. */
function isChange({ registry }: Deps, { func, sok }: Call): boolean {
  const kind = findFunc(registry, func)?.kind;
  return kind === 'verb' || (sok && (kind === 'form' || kind === 'page'));
}

const versionOf = ({ path }: Request): 4 | 5 => (path.toLowerCase().startsWith('/manager/') ? 4 : 5);

const readerOf = (req: Request, lang: Reader['lang'], level: Level): Reader =>
  versionOf(req) === 4 ? { lang, level, version: 4 } : { lang, level };

function tellError(deps: Deps): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    // Too late for an answer: what has begun is cut off, so that nobody takes it for whole.
    if (res.headersSent) res.destroy();
    else sendError(deps, req, res, refusalOf(thrown, req)).catch(next);
  };
}

async function sendError(deps: Deps, req: Request, res: Response, error: PanelError): Promise<void> {
  const out = formatOf(saidIn(req, 'out'));
  const pieces = piecesOf(error, readerOf(req, langFor(req, deps, null), 'user'), out);
  await sendWhole(res, out === 'csv' ? 'text' : out, pieces);
}

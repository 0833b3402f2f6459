import { Router, type Request, type RequestHandler, type Response } from 'express';
import { PanelError, statusOf } from '../kernel/errors.ts';
import { translator } from '../lang/translate.ts';
import { leavePanel } from '../modules/acting/index.ts';
import { progressView } from '../output/html/progress.ts';
import { render } from '../output/html/render.ts';
import { callable } from '../panel/access.ts';
import type { Answer, Call } from '../panel/answer.ts';
import { checkField } from '../panel/check-field.ts';
import { dispatch } from '../panel/dispatch.ts';
import type { Deps } from './deps.ts';
import { isFormat, sendData } from './data.ts';
import { keepDone, refusal } from './done.ts';
import { doors } from './doors.ts';
import { sendFile } from './file.ts';
import { asWished, changeList, countOwn } from './lists.ts';
import { sendPage } from './page.ts';
import { withUploads } from './uploads.ts';
import { requestOf, type PanelRequest } from './viewer.ts';
import { surroundings } from './surroundings.ts';

/** The routes of the panel: the same below '' and below '/as/GRANT', where one works in another's panel. */
export function panelRouter(deps: Deps): RequestHandler {
  const own = Router({ mergeParams: true });
  own.get('/', handle(deps, home));
  own.post('/do', handle(deps, act));
  own.post('/lists', handle(deps, prefer));
  own.post('/return', handle(deps, leave));
  own.get('/check', handle(deps, check));
  own.get('/counts', handle(deps, count));
  const funcs = Router({ mergeParams: true });
  funcs.get('/:func', handle(deps, show));
  funcs.post('/:func', handle(deps, take));
  own.use(funcs);
  const pages = doors({ '': own, do: own, lists: own, return: own, check: own, counts: own }, funcs);
  const entered = Router();
  entered.use('/as/:grant', pages);
  entered.use(pages);
  return doors({ as: entered }, pages);
}

/** One request on its way to an answer. */
interface Visit {
  readonly deps: Deps;
  readonly asked: PanelRequest;
  readonly req: Request;
  readonly res: Response;
}

type Handler = (visit: Visit) => Promise<void>;

const handle =
  (deps: Deps, handler: Handler) =>
  (req: Request, res: Response): Promise<void> =>
    withUploads(req, async () => handler({ deps, asked: await requestOf(deps, req), req, res }));

/** The first entry of the viewer's own menu. */
const home: Handler = ({ deps: { registry, manifest }, asked: { ctx, base }, res }) => {
  const mine = new Set(callable(registry, ctx.viewer).map((func) => func.name));
  const first = manifest.menu
    .flatMap(({ items }) => items)
    .find((item) => item.levels.includes(ctx.viewer.level) && mine.has(item.func));
  if (!first) throw new PanelError('forbidden', 'error.nothing_allowed');
  res.redirect(303, `${base}/${first.func}`);
  return Promise.resolve();
};

/** A list, form or page; the same as data when `out` says so. */
const show: Handler = async (visit) => {
  const { deps, asked, req, res } = visit;
  const out = req.given.params.get('out');
  const given = callOf(req, String(req.params['func']), { sok: false, allRows: isFormat(out) });
  const call = isFormat(out) ? given : { ...given, ...asWished(asked, given.func, given.params) };
  const answer = await dispatch(deps.registry, asked.ctx, readOnly(deps, call));
  if (answer.kind === 'file') await sendFile(res, answer.file);
  else if (isFormat(out)) await sendData(res, answer, { lang: asked.ctx.lang, level: asked.ctx.viewer.level }, out);
  else if (answer.kind === 'progress') res.json(progressView(asked.ctx, answer.progress));
  else if (answer.kind !== 'done') send(visit, answer);
};

/** What changes something is not done by a GET, whatever it says. */
function readOnly({ registry }: Deps, call: Call): Call {
  const [module = '', verb = ''] = call.func.split('.');
  if (Object.hasOwn(registry.get(module)?.verbs ?? {}, verb))
    throw new PanelError('invalid', 'error.method', { func: call.func });
  return call;
}

/** A verb on rows; forms and pages of one row open by GET. */
const act: Handler = async (visit) => {
  const { deps, asked, req, res } = visit;
  const func = req.given.params.get('func') ?? '';
  const [module = '', verb = ''] = func.split('.');
  if (Object.hasOwn(deps.registry.get(module)?.verbs ?? {}, verb)) {
    const call = callOf(req, func, { sok: req.given.params.get('sok') !== undefined });
    await answerCall(visit, { ...call, ...everyRowOf(visit, module) }).catch((error: unknown) =>
      refuse(visit, module, error),
    );
    return;
  }
  const elids = req.given.elids.filter((elid) => elid !== '');
  if (elids.length !== 1) throw new PanelError('invalid', 'error.select_one');
  res.redirect(303, `${asked.base}/${encodeURIComponent(func)}?elid=${encodeURIComponent(elids[0] ?? '')}`);
};

/** `all=on`: the rows of the list in the state it was sent from, instead of those that are ticked. */
function everyRowOf({ asked, req }: Visit, module: string): Pick<Call, 'all'> {
  if (req.given.params.get('all') !== 'on') return {};
  const [path, query] = (asked.back ?? '').split('?');
  if (path !== `${asked.base}/${module}`) throw new PanelError('invalid', 'error.bad_request');
  return { all: new Map(new URLSearchParams(query)) };
}

/** What refused is told on the list it was asked from, as it was; who may not see that either is told so instead. */
async function refuse(visit: Visit, module: string, error: unknown): Promise<void> {
  const { deps, asked, req, res } = visit;
  const hopeless = ['unauthenticated', 'internal'];
  if (!(error instanceof PanelError) || hopeless.includes(error.code) || !deps.registry.get(module)?.list) throw error;
  const [, query = ''] = (asked.back ?? '').split('?');
  const call = {
    ...callOf(req, module, { sok: false }),
    elids: [],
    ...asWished(asked, module, new Map(new URLSearchParams(query))),
  };
  const list = await dispatch(deps.registry, asked.ctx, call);
  if (list.kind !== 'list') throw error;
  req.session.flash = [refusal(asked, error)];
  res.status(statusOf[error.code]);
  send(visit, list);
}

/** A form that is sent. */
const take: Handler = (visit) => answerCall(visit, callOf(visit.req, String(visit.req.params['func']), { sok: true }));

/** What the form would say of one of its fields. */
const check: Handler = async ({ deps, asked: { ctx }, req, res }) => {
  const { params } = req.given;
  const [func = '', field = '', value = ''] = ['func', 'field', 'value'].map((name) => params.get(name));
  const problem = await checkField(deps.registry, ctx, { func, field, value });
  res.json({ problem: problem && translator(ctx.lang)(problem.message, problem.values) });
};

/** Columns, size of pages and views of one's own. */
const prefer: Handler = async (visit) => {
  const { deps, asked, req, res } = visit;
  try {
    res.redirect(303, await changeList(deps, asked, req));
  } catch (error) {
    await refuse(visit, req.given.params.get('list') ?? '', error);
  }
};

const count: Handler = async ({ deps, asked, req, res }) => {
  res.json(await countOwn(deps, asked, req));
};

const leave: Handler = async ({ asked: { ctx, returnTo }, res }) => {
  await leavePanel(ctx);
  res.redirect(303, returnTo);
};

async function answerCall(visit: Visit, call: Call): Promise<void> {
  const { deps, asked, req, res } = visit;
  const answer = await dispatch(deps.registry, asked.ctx, call);
  if (answer.kind === 'file') {
    await sendFile(res, answer.file);
    return;
  }
  if (answer.kind === 'progress') {
    res.json(progressView(asked.ctx, answer.progress));
    return;
  }
  if (answer.kind !== 'done') {
    send(visit, answer);
    return;
  }
  // A script that has done something by the way, with the page staying as it is.
  if (req.given.params.get('quiet') === 'on') {
    res.status(204).end();
    return;
  }
  keepDone(deps, asked, req, answer);
  res.redirect(303, after(asked, req, answer));
}

/** Where a change leads: where it says, to the next new form, or back to the list it came from. */
function after({ base, back }: PanelRequest, req: Request, answer: Extract<Answer, { kind: 'done' }>): string {
  if (answer.goto !== null) return answer.goto.startsWith('/as/') ? answer.goto : base + answer.goto;
  if (req.given.params.get('next') === 'another') return `${base}/${answer.func}`;
  return back ?? `${base}/${answer.module.name}`;
}

const refused = 422;

function send({ deps, asked, req, res }: Visit, answer: Exclude<Answer, { kind: 'done' | 'file' | 'progress' }>): void {
  const wrong =
    'problems' in answer && (answer.problems.length > 0 || (answer.kind === 'form' && answer.error !== null));
  const body = render(answer, surroundings(deps, asked, req), asked.back ?? `${asked.base}/${answer.module.name}`);
  if (wrong) res.status(refused);
  sendPage(res, body);
}

const callOf = (req: Request, func: string, how: { sok: boolean; allRows?: boolean }): Call => ({
  func,
  elids: req.given.elids,
  sok: how.sok,
  params: req.given.params,
  files: req.uploads?.files ?? [],
  asks: true,
  allRows: how.allRows ?? false,
});

import type { Request } from 'express';
import type { PanelError } from '../kernel/errors.ts';
import { translator } from '../lang/translate.ts';
import type { FlashView } from '../output/html.view.ts';
import { mayCall } from '../panel/access.ts';
import { mostFollowed, type Answer } from '../panel/answer.ts';
import { findFunc } from '../panel/registry.ts';
import { captions } from '../panel/captions.ts';
import type { Deps } from './deps.ts';
import type { PanelRequest } from './viewer.ts';

declare module 'express-session' {
  interface SessionData {
    /** What the next page says of what has just been done. */
    flash: FlashView[];
  }
}

type Done = Extract<Answer, { kind: 'done' }>;

/** More names than this are not read anyway. */
const namesShown = 10;
const failuresShown = 50;
/** A way back for more rows than this would not fit into a form, nor into a session. */
const mostUndone = 500;

/** Keeps for the next page what happened to what, with the way back; failures are listed by name. */
export function keepDone(deps: Deps, asked: PanelRequest, req: Request, answer: Done): void {
  const { ctx } = asked;
  const t = translator(ctx.lang);
  const caption = captions(deps.manifest, ctx.lang);
  const { module, done, failed, undo, goto } = answer;
  if (goto?.startsWith('/as/') === true) return;
  const names = listed(ctx.lang, done);
  const flash: FlashView[] = [];
  if (done.length > 0 || failed.length === 0)
    flash.push({
      kind: 'ok',
      text: caption(module.name, doneKey(answer), { names, count: done.length }),
      undo:
        undo && undo.elids.length <= mostUndone
          ? { action: undo.func, elids: [...undo.elids], label: t('flash.undo') }
          : null,
      link: offered(deps, asked, answer),
      items: [],
      ...followed(deps, asked, answer),
    });
  if (failed.length > 0)
    flash.push({
      kind: 'error',
      text: t('flash.failed', { count: failed.length }),
      undo: null,
      link: null,
      items: [
        ...failed.slice(0, failuresShown).map(({ elid, error }) => `${elid}: ${t(error.messageKey, error.values)}`),
        ...(failed.length > failuresShown ? [`+${String(failed.length - failuresShown)}`] : []),
      ],
    });
  req.session.flash = flash;
}

/** The way to what can be done next. */
function offered({ manifest, registry }: Deps, { ctx, base }: PanelRequest, answer: Done): FlashView['link'] {
  const { module, func: done, offer } = answer;
  const func = offer && findFunc(registry, offer.func);
  if (!offer || !func || !mayCall(ctx.viewer, func)) return null;
  const label = captions(manifest, ctx.lang)(module.name, `offer_${done.slice(module.name.length + 1)}`);
  return { href: `${base}/${offer.func}?elid=${encodeURIComponent(offer.elid)}`, label };
}

/** Where is told how it goes on, when it does and is not about too many rows for an address. */
function followed({ registry }: Deps, { ctx, base }: PanelRequest, { module, follow = [] }: Done): { follow?: string } {
  const func = findFunc(registry, `${module.name}.progress`);
  if (func?.kind !== 'progress' || !mayCall(ctx.viewer, func)) return {};
  if (follow.length === 0 || follow.length > mostFollowed) return {};
  const elids = new URLSearchParams(follow.map((elid): [string, string] => ['elid', elid]));
  return { follow: `${base}/${func.name}?${elids.toString()}` };
}

/** What a refusal says on the page it was asked from. */
export function refusal({ ctx, base }: PanelRequest, error: PanelError): FlashView {
  const t = translator(ctx.lang);
  const [problem] = error.problems;
  const text = problem ? t(problem.message, problem.values) : t(error.messageKey, error.values);
  const { see } = error;
  const link = see && { href: `${base}/${see.func}?filter=${encodeURIComponent(see.filter)}`, label: t('flash.see') };
  return { kind: 'error', text, undo: null, link, items: [] };
}

function doneKey({ module, func, id }: Done): string {
  if (id !== null) return 'done_new';
  return `done_${func === module.name ? 'edit' : func.slice(module.name.length + 1)}`;
}

function listed(lang: string, names: readonly string[]): string {
  const shown = names.slice(0, namesShown);
  const rest = names.length - shown.length;
  return new Intl.ListFormat(lang).format(rest > 0 ? [...shown, `+${String(rest)}`] : shown);
}

/** What was kept, once. */
export function takeFlash(req: Request): FlashView[] {
  const { flash } = req.session;
  if (flash === undefined) return [];
  delete req.session.flash;
  return flash;
}

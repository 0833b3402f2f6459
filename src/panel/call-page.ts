import type { Ctx } from '../kernel/ctx.ts';
import { PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Row } from './answer.ts';
import type { Func, Registry } from './registry.ts';

export type PageFunc = Extract<Func, { kind: 'page' }>;
export type FileFunc = Extract<Func, { kind: 'file' }>;

/** Shows a module's own page (no `sok`), or takes its form. */
export async function callPage(func: PageFunc, ctx: Ctx, call: Call, registry: Registry): Promise<Answer> {
  const { module, page } = func;
  const params = new Map(call.params);
  const elid = oneOf(call.elids);
  if (elid !== undefined) params.set('elid', elid);
  if (!call.sok) return showPage(func, ctx, registry, { params, problems: [] });
  if (!page.save) throw new PanelError('conflict', 'error.conflict');
  const outcome = await page.save(ctx, params, registry);
  const done = { done: outcome?.names ?? [], failed: [], id: null, undo: null };
  return { kind: 'done', module, func: func.name, ...done, goto: outcome?.goto ?? null };
}

/** What a page is asked for, and what was filled in on it and is wrong. */
interface Shown {
  readonly params: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
  readonly values?: Row;
}

export async function showPage(
  { module, name, page }: PageFunc,
  ctx: Ctx,
  registry: Registry,
  { params, ...wrong }: Shown,
): Promise<Extract<Answer, { kind: 'page' }>> {
  const data = await page.load(ctx, params, registry);
  return { kind: 'page', module, func: name, view: page.view, data, ...wrong };
}

/** A file of what one row has. */
export async function callFile({ module, name, file }: FileFunc, ctx: Ctx, call: Call): Promise<Answer> {
  const elid = oneOf(call.elids);
  if (elid === undefined) throw new PanelError('invalid', 'error.select_one');
  return { kind: 'file', module, func: name, file: await file.load(ctx, elid) };
}

function oneOf(elids: readonly string[]): string | undefined {
  const [elid, ...more] = new Set(elids.filter((given) => given !== ''));
  if (more.length > 0) throw new PanelError('invalid', 'error.select_one');
  return elid;
}

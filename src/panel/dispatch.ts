import type { Ctx } from '../kernel/ctx.ts';
import { forbidden, notFound, PanelError } from '../kernel/errors.ts';
import { mayCall } from './access.ts';
import { mostFollowed, type Answer, type Call, type Row } from './answer.ts';
import type { AnyModule } from './define.ts';
import { callForm } from './call-form.ts';
import { callFile, callPage } from './call-page.ts';
import { callVerb } from './call-verb.ts';
import type { ListQuery } from './list.ts';
import { countViews } from './own-views.ts';
import { readQuery } from './query.ts';
import { findFunc, type Func, type Registry } from './registry.ts';

/** The one road from a call to an answer: pages, the API, CSV and the command line all come through here. */
export async function dispatch(registry: Registry, ctx: Ctx, call: Call): Promise<Answer> {
  const func = findFunc(registry, call.func);
  if (func === undefined) throw new PanelError('not_found', 'error.func_missing', { func: call.func });
  if (!mayCall(ctx.viewer, func)) throw forbidden(call.func);
  refuseWhileActing(ctx, func);
  switch (func.kind) {
    case 'list':
      return callList(func, ctx, call);
    case 'form':
      return callForm(func, ctx, call);
    case 'verb':
      return callVerb(func, ctx, call, registry);
    case 'page':
      return callPage(func, ctx, call, registry);
    case 'file':
      return callFile(func, ctx, call);
    case 'progress':
      return callProgress(func, ctx, call);
  }
}

/** Secrets are changed by their owner, never by somebody working in the owner's panel. */
function refuseWhileActing(ctx: Ctx, func: Func): void {
  if (ctx.acting !== null && whileActing(func) === false) throw new PanelError('forbidden', 'error.while_acting');
}

function whileActing(func: Func): false | undefined {
  switch (func.kind) {
    case 'list':
      return func.list.whileActing;
    case 'form':
      return func.form.whileActing;
    case 'verb':
      return func.verb.whileActing;
    case 'page':
      return func.page.whileActing;
    case 'file':
    case 'progress':
      return undefined;
  }
}

async function callProgress(
  { module, name }: Extract<Func, { kind: 'progress' }>,
  ctx: Ctx,
  call: Call,
): Promise<Answer> {
  const elids = [...new Set(call.elids.filter((elid) => elid !== ''))];
  if (elids.length === 0) throw new PanelError('invalid', 'error.select_some');
  if (elids.length > mostFollowed) throw new PanelError('invalid', 'error.select_fewer', { max: mostFollowed });
  const progress = (await module.progress?.(ctx, elids)) ?? null;
  if (progress === null) throw notFound(elids.slice(0, 10).join(', '));
  return { kind: 'progress', module, func: name, progress };
}

async function callList({ module, list }: Extract<Func, { kind: 'list' }>, ctx: Ctx, call: Call): Promise<Answer> {
  const query = readQuery(list, call.params);
  if (call.allRows) {
    const chunks = allRows(list, ctx, query);
    return { kind: 'list', module, query, page: { rows: [], next: null }, counts: null, own: [], chunks };
  }
  const [page, counts, own] = await Promise.all([
    list.load(ctx, query),
    call.uncounted === true ? null : list.count(ctx, query),
    countViews(list, ctx, { states: call.views ?? [], shown: query }),
  ]);
  return { kind: 'list', module, query, page, counts, own, chunks: null };
}

const chunkSize = 1000;

async function* allRows(list: NonNullable<AnyModule['list']>, ctx: Ctx, query: ListQuery): AsyncGenerator<Row[]> {
  let after: ListQuery['after'] = null;
  do {
    const { rows, next } = await list.load(ctx, { ...query, page: 1, perPage: chunkSize, after });
    if (rows.length > 0) yield rows;
    after = next;
  } while (after !== null);
}

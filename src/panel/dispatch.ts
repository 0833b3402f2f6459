import type { Ctx } from '../kernel/ctx.ts';
import { notFound, PanelError } from '../kernel/errors.ts';
import { admit } from './admit.ts';
import { mostFollowed, type Answer, type Call, type Row } from './answer.ts';
import type { AnyModule } from './define.ts';
import { callForm } from './call-form.ts';
import { callFile, callPage } from './call-page.ts';
import { callVerb } from './call-verb.ts';
import type { ListQuery } from './list.ts';
import { readQuery } from './query.ts';
import type { Func, Registry } from './registry.ts';

/** The one road from a call to an answer: pages, the API, CSV and the command line all come through here. */
export async function dispatch(registry: Registry, ctx: Ctx, call: Call): Promise<Answer> {
  const func = admit(registry, ctx, call.func);
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
    const chunks = allRows(list, ctx, { ...query, plain: true });
    return { kind: 'list', module, query, page: { rows: [], next: null }, counts: null, chunks };
  }
  const isData = call.uncounted === true;
  const asked = { ...query, hasty: !isData, plain: isData };
  const [page, counts] = await Promise.all([list.load(ctx, asked), isData ? null : list.count(ctx, asked)]);
  return { kind: 'list', module, query, page, counts, chunks: null };
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

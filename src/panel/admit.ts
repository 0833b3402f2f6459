import type { Ctx } from '../kernel/ctx.ts';
import { forbidden, PanelError } from '../kernel/errors.ts';
import { mayCall } from './access.ts';
import { findFunc, type Func, type Registry } from './registry.ts';

/** The func of this name, if whoever asks may call it as things are. */
export function admit(registry: Registry, ctx: Ctx, name: string): Func {
  const func = findFunc(registry, name);
  if (func === undefined) throw new PanelError('not_found', 'error.func_missing', { func: name });
  if (!mayCall(ctx.viewer, func)) throw forbidden(name);
  refuseWhileActing(ctx, func);
  return func;
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

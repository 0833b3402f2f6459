import type { Ctx } from '../kernel/ctx.ts';
import { refuse } from '../kernel/errors.ts';
import { mayCall } from '../panel/access.ts';
import type { Call } from '../panel/answer.ts';
import { readFields } from '../panel/form.ts';
import { findFunc, type Registry } from '../panel/registry.ts';

/**
 * A form leaves out what its reader may not change; a script that sends it all the same must not be answered “ok”.
 * What is already as it is wanted passes: clients send back whole forms. Other parameters are unknown, and ignored.
 */
export async function refuseUnheard(registry: Registry, ctx: Ctx, call: Call): Promise<void> {
  const func = findFunc(registry, call.func);
  if (func?.kind !== 'form' || !func.module.list || !call.sok || !mayCall(ctx.viewer, func)) return;
  const elid = call.elids[0] ?? null;
  const unheard = Object.entries(func.form.fields).filter(
    ([name, field]) =>
      call.params.has(name) && ((field.fixed === true && elid !== null) || field.shown?.(ctx, elid) === false),
  );
  if (unheard.length === 0) return;
  const present: Readonly<Record<string, unknown>> = await func.form.load(ctx, elid);
  const wanted = readFields(unheard, call, present, true);
  const other = unheard.map(([name]) => name).find((name) => wanted[name] !== present[name]);
  if (other !== undefined) throw refuse('forbidden', other, 'api.unheard', { field: other });
}

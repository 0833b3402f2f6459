import { z } from 'zod';
import type { Ctx } from '../kernel/ctx.ts';
import { forbidden, notFound, PanelError, type Problem } from '../kernel/errors.ts';
import { mayCall } from './access.ts';
import type { Field } from './define.ts';
import { problemsOf, readFields, shownFields } from './form.ts';
import { findFunc, type Func, type Registry } from './registry.ts';

type FormFunc = Extract<Func, { kind: 'form' }>;

interface Asked {
  readonly func: string;
  readonly field: string;
  readonly value: string;
}

/** What the form of a new row would say of one field, while it is still being filled in; null: nothing. */
export async function checkField(registry: Registry, ctx: Ctx, { func, field, value }: Asked): Promise<Problem | null> {
  const form = formOf(registry, ctx, func);
  const shown = shownFields(ctx, form.fields, null).filter(([name]) => name === field);
  const [, only] = shown[0] ?? [];
  const schema = form.schema.shape[field] as z.ZodType | undefined;
  if (only?.check === undefined || schema === undefined) throw notFound(field.slice(0, 60));
  const input = readFields(shown, { params: new Map([[field, value]]) }, {}, true);
  const parsed = z.object({ [field]: schema }).safeParse(input);
  if (!parsed.success) return problemsOf(parsed.error)[0] ?? null;
  return verdictOn(only, ctx, String(parsed.data[field]));
}

function formOf(registry: Registry, ctx: Ctx, name: string): FormFunc['form'] {
  const func = findFunc(registry, name);
  if (func?.kind !== 'form' || !func.form.create)
    throw new PanelError('not_found', 'error.func_missing', { func: name.slice(0, 60) });
  if (!mayCall(ctx.viewer, func)) throw forbidden(name);
  return func.form;
}

/** A check may also throw what the form would: the same words are said. */
async function verdictOn(field: Field, ctx: Ctx, value: string): Promise<Problem | null> {
  try {
    return (await field.check?.(ctx, value)) ?? null;
  } catch (error) {
    if (!(error instanceof PanelError) || error.problems.length === 0) throw error;
    return error.problems[0] ?? null;
  }
}

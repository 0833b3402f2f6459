import type { Ctx } from '../kernel/ctx.ts';
import { forbidden, PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Row } from './answer.ts';
import type { AnyModule } from './define.ts';
import { loadOptions, problemsOf, readFields, shownFields } from './form.ts';
import type { Func } from './registry.ts';

type Form = NonNullable<AnyModule['form']>;

/** Shows the form (no `sok`), or takes it: without elid a row is made, with it the row is changed. */
export async function callForm(func: Extract<Func, { kind: 'form' }>, ctx: Ctx, call: Call): Promise<Answer> {
  const { form } = func.module;
  if (!form) throw new Error(`${func.module.name} has no form`);
  const elid = elidOf(func.module, call);
  if (elid === null && func.module.list && !form.create) throw forbidden(func.name);

  const present = await form.load(ctx, elid);
  if (!call.sok) return formAnswer(func, ctx, elid, { values: present, problems: [], error: null });

  const shown = shownFields(ctx, form.fields, elid);
  const input = readFields(shown, call.params, present, elid === null);
  const parsed = form.schema.safeParse(input);
  if (!parsed.success) return refused(func, ctx, call, elid, { values: input, problems: problemsOf(parsed.error), error: null });
  try {
    const id = await save(form, ctx, elid, parsed.data);
    return { kind: 'done', module: func.module, func: func.name, done: [id], failed: [], id, goto: null, undo: null };
  } catch (error) {
    if (!(error instanceof PanelError) || error.code === 'forbidden' || error.code === 'not_found') throw error;
    return refused(func, ctx, call, elid, { values: input, problems: error.problems, error });
  }
}

function elidOf(module: AnyModule, call: Call): string | null {
  if (!module.list) return 'self';
  const [elid, ...more] = call.elids.filter((given) => given !== '');
  if (more.length > 0) throw new PanelError('invalid', 'error.select_one');
  return elid ?? null;
}

async function save(form: Form, ctx: Ctx, elid: string | null, input: Record<string, unknown>): Promise<string> {
  if (elid === null) {
    if (!form.create) throw new Error('a form without create was sent without elid');
    return form.create(ctx, input);
  }
  if (!form.update) throw new PanelError('forbidden', 'error.forbidden', { func: 'edit' });
  await form.update(ctx, elid, input);
  return elid;
}

interface FormState {
  values: Row;
  problems: readonly Problem[];
  error: PanelError | null;
}

/** A person gets the form back with what was typed; a script gets the error. */
async function refused(func: Func, ctx: Ctx, call: Call, elid: string | null, state: FormState): Promise<Answer> {
  if (!call.asks) throw state.error ?? new PanelError('invalid', 'error.invalid', {}, state.problems);
  return formAnswer(func, ctx, elid, state);
}

async function formAnswer(func: Func, ctx: Ctx, elid: string | null, state: FormState): Promise<Answer> {
  const shown = shownFields(ctx, func.module.form?.fields ?? {}, elid);
  const options = await loadOptions(ctx, shown);
  return { kind: 'form', module: func.module, func: func.name, elid, options, ...state };
}

import type { Ctx } from '../kernel/ctx.ts';
import { forbidden, PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Row } from './answer.ts';
import type { AnyModule } from './define.ts';
import { loadOptions, problemsOf, readFields, shownFields } from './form.ts';
import type { Func } from './registry.ts';

type FormFunc = Extract<Func, { kind: 'form' }>;

/** Shows the form (no `sok`), or takes it: without elid a row is made, with it the row is changed. */
export async function callForm(func: FormFunc, ctx: Ctx, call: Call): Promise<Answer> {
  const { form } = func;
  const elid = elidOf(func.module, call);
  if (elid === null && !form.create) throw forbidden(func.name);
  const present = await form.load(ctx, elid);
  if (!call.sok) return formAnswer(func, ctx, elid, { values: present, problems: [], error: null });

  const input = readFields(shownFields(ctx, form.fields, elid), call, present, elid === null);
  try {
    return await save(func, ctx, elid, input);
  } catch (error) {
    // A person gets the form back with what was typed; a script gets the error.
    if (!call.asks || !(error instanceof PanelError) || isOfNoForm(error)) throw error;
    return formAnswer(func, ctx, elid, { values: input, problems: error.problems, error });
  }
}

/** The row itself is not theirs; what one field names and is not there can be mended in the form. */
const isOfNoForm = ({ code, problems }: PanelError): boolean =>
  (code === 'forbidden' || code === 'not_found') && problems.length === 0;

/** The row, null for a new one; a module that is only a form has one of its own. */
function elidOf(module: AnyModule, call: Call): string | null {
  if (!module.list) return 'self';
  const [elid, ...more] = call.elids.filter((given) => given !== '');
  if (more.length > 0) throw new PanelError('invalid', 'error.select_one');
  return elid ?? null;
}

async function save(func: FormFunc, ctx: Ctx, elid: string | null, input: Row): Promise<Answer> {
  const { form, module } = func;
  const parsed = form.schema.safeParse(input);
  if (!parsed.success) throw new PanelError('invalid', 'error.invalid', {}, problemsOf(parsed.error));
  if (elid !== null) await form.update?.(ctx, elid, parsed.data);
  const id = elid === null ? await made(func, ctx, parsed.data) : null;
  const saved = elid ?? id ?? '';
  const done = await nameOf(module, ctx, saved);
  const follow = form.follows === true ? [saved] : [];
  return { kind: 'done', module, func: func.name, done: [done], failed: [], id, goto: null, undo: null, follow };
}

const made = async ({ form }: FormFunc, ctx: Ctx, input: Row): Promise<string | null> =>
  (await form.create?.(ctx, input)) ?? null;

const nameOf = async (module: AnyModule, ctx: Ctx, elid: string): Promise<string> =>
  (await module.list?.names(ctx, [elid]))?.get(elid) ?? '';

interface FormState {
  values: Row;
  problems: readonly Problem[];
  error: PanelError | null;
}

async function formAnswer(func: FormFunc, ctx: Ctx, elid: string | null, state: FormState): Promise<Answer> {
  const options = await loadOptions(ctx, shownFields(ctx, func.form.fields, elid), elid);
  const notice = elid === null ? null : ((await func.form.notice?.(ctx, elid)) ?? null);
  return { kind: 'form', module: func.module, func: func.name, elid, options, notice, ...state };
}

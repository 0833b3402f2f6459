import type { Ctx } from '../kernel/ctx.ts';
import { notFound, PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Failure, Row } from './answer.ts';
import { loadOptions, problemsOf, readFields, shownFields } from './form.ts';
import type { Func } from './registry.ts';

type VerbFunc = Extract<Func, { kind: 'verb' }>;
type Names = ReadonlyMap<string, string>;

/** More rows at once than a page shows are a mistake, or somebody else's idea of one. */
const mostRows = 1000;

/** Does a verb to one or many rows. A person is asked first where the verb wants it; rows that refuse are named, the others are done. */
export async function callVerb(func: VerbFunc, ctx: Ctx, call: Call): Promise<Answer> {
  const { verb } = func;
  const elids = chosen(func, call);
  const names = verb.on === 'none' ? new Map([['', '']]) : await namesOf(func, ctx, elids);
  const shown = verb.input ? shownFields(ctx, verb.input.fields, null) : [];
  const input = readFields(shown, call.params, {}, true);
  const parsed = verb.input?.schema.safeParse(input);
  const problems = parsed && !parsed.success ? problemsOf(parsed.error) : [];

  const asked = call.asks ? await confirmation(func, ctx, elids) : false;
  const typedWrong = asked === 'typed' && call.sok ? typedProblem(call, elids, names) : [];
  const wrong = [...typedWrong, ...problems];
  if (call.asks && ((asked !== false && !call.sok) || wrong.length > 0))
    return confirmAnswer(func, ctx, { elids, names, typed: asked === 'typed', values: input, problems: call.sok ? wrong : [] });
  if (problems.length > 0) throw new PanelError('invalid', 'error.invalid', {}, problems);
  return run(func, ctx, { elids, names, input: parsed?.data ?? {} });
}

function chosen({ verb }: VerbFunc, call: Call): string[] {
  if (verb.on === 'none') return [''];
  const elids = [...new Set(call.elids.filter((elid) => elid !== ''))];
  if (elids.length === 0) throw new PanelError('invalid', verb.on === 'one' ? 'error.select_one' : 'error.select_some');
  if (elids.length > (verb.on === 'one' ? 1 : mostRows)) throw new PanelError('invalid', 'error.select_one');
  return elids;
}

/** Rows that are not theirs are not found; when none is left there is nothing to do. */
async function namesOf({ module }: VerbFunc, ctx: Ctx, elids: readonly string[]): Promise<Names> {
  const names = (await module.list?.names(ctx, elids)) ?? new Map<string, string>();
  if (names.size === 0) throw notFound(elids.join(', '));
  return names;
}

async function confirmation({ verb }: VerbFunc, ctx: Ctx, elids: readonly string[]): Promise<false | 'simple' | 'typed'> {
  if (typeof verb.confirm === 'function') return verb.confirm(ctx, elids);
  return verb.confirm ?? (verb.input ? 'simple' : false);
}

/** The name of the one row, or the number of the many. */
export const wordToType = (elids: readonly string[], names: Names): string =>
  elids.length === 1 ? (names.get(elids[0] ?? '') ?? '') : String(elids.length);

function typedProblem(call: Call, elids: readonly string[], names: Names): Problem[] {
  const word = wordToType(elids, names);
  return call.params.get('typed')?.trim() === word ? [] : [{ field: 'typed', message: 'error.typed_name', values: { name: word } }];
}

interface Asked {
  elids: readonly string[];
  names: Names;
  typed: boolean;
  values: Row;
  problems: readonly Problem[];
}

async function confirmAnswer(func: VerbFunc, ctx: Ctx, asked: Asked): Promise<Answer> {
  const { module, verb } = func;
  const consequences = (await verb.consequences?.(ctx, asked.elids)) ?? [];
  const options = await loadOptions(ctx, verb.input ? shownFields(ctx, verb.input.fields, null) : []);
  const names = asked.elids.map((elid) => asked.names.get(elid) ?? elid);
  return { kind: 'confirm', module, func: func.name, verb, consequences, options, ...asked, names };
}

async function run(func: VerbFunc, ctx: Ctx, work: { elids: readonly string[]; names: Names; input: Row }): Promise<Answer> {
  const { module, verb } = func;
  const done: string[] = [];
  const doneElids: string[] = [];
  const failed: Failure[] = [];
  let goto: string | null = null;
  for (const elid of work.elids) {
    const name = work.names.get(elid);
    const own = work.elids.length === 1 ? ctx : { ...ctx, opId: `${ctx.opId}:${elid}`.slice(0, 80) };
    try {
      if (name === undefined) throw notFound(elid);
      const outcome = await verb.run(own, elid, work.input);
      goto = outcome?.goto ?? goto;
      done.push(name);
      doneElids.push(elid);
    } catch (error) {
      if (!(error instanceof PanelError)) throw error;
      if (work.elids.length === 1) throw error;
      failed.push({ elid: name ?? elid, error });
    }
  }
  const undo = verb.undo !== undefined && doneElids.length > 0 ? { func: `${module.name}.${verb.undo}`, elids: doneElids } : null;
  return { kind: 'done', module, func: func.name, done, failed, id: null, goto, undo };
}

import type { Ctx } from '../kernel/ctx.ts';
import { notFound, PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Failure, Row } from './answer.ts';
import type { AnyModule, Outcome, Verb } from './define.ts';
import { loadOptions, problemsOf, readFields, shownFields } from './form.ts';
import type { Func } from './registry.ts';

type VerbFunc = Extract<Func, { kind: 'verb' }>;
type Names = ReadonlyMap<string, string>;

/** More rows at once than a page shows are a mistake, or somebody else's idea of one. */
const mostRows = 1000;

/** The rows a verb is called for, and what was given with it. */
interface Asked {
  readonly elids: readonly string[];
  readonly names: Names;
  readonly input: Row;
  readonly problems: readonly Problem[];
}

/** Does a verb to one or many rows. A person is asked first where the verb wants it; rows that refuse are named, the others are done. */
export async function callVerb(func: VerbFunc, ctx: Ctx, call: Call): Promise<Answer> {
  const elids = chosen(func, call);
  const names = func.verb.on === 'none' ? new Map([['', '']]) : await namesOf(func, ctx, elids);
  const asked = { elids, names, ...readInput(func, ctx, call) };
  const question = call.asks ? await questionFor(func, ctx, call, asked) : null;
  if (question) return question;
  const [problem] = asked.problems;
  if (problem) throw new PanelError('invalid', 'error.invalid', {}, asked.problems);
  return run(func, ctx, asked);
}

function chosen({ verb }: VerbFunc, call: Call): string[] {
  if (verb.on === 'none') return [''];
  const elids = [...new Set(call.elids.filter((elid) => elid !== ''))];
  if (elids.length === 0) throw new PanelError('invalid', verb.on === 'one' ? 'error.select_one' : 'error.select_some');
  if (verb.on === 'one' && elids.length > 1) throw new PanelError('invalid', 'error.select_one');
  if (elids.length > mostRows) throw new PanelError('invalid', 'error.select_fewer', { max: mostRows });
  return elids;
}

/** Rows that are not theirs are not found; when none is left there is nothing to do. */
async function namesOf({ module }: VerbFunc, ctx: Ctx, elids: readonly string[]): Promise<Names> {
  const names = (await module.list?.names(ctx, elids)) ?? new Map<string, string>();
  if (names.size === 0) throw notFound(elids.join(', '));
  return names;
}

function readInput({ verb }: VerbFunc, ctx: Ctx, call: Call): Pick<Asked, 'input' | 'problems'> {
  if (!verb.input) return { input: {}, problems: [] };
  const given = readFields(shownFields(ctx, verb.input.fields, null), call.params, {}, true);
  const parsed = verb.input.schema.safeParse(given);
  return parsed.success ? { input: parsed.data, problems: [] } : { input: given, problems: problemsOf(parsed.error) };
}

/** The page that asks, unless it has been answered rightly or there is nothing to ask. */
async function questionFor(func: VerbFunc, ctx: Ctx, call: Call, asked: Asked): Promise<Answer | null> {
  const confirm = await confirmation(func, ctx, asked.elids);
  const typed = confirm === 'typed';
  if (!call.sok) return confirm === false ? null : confirmAnswer(func, ctx, { ...asked, problems: [] }, typed);
  const problems = [...(typed ? typedProblem(call, asked) : []), ...asked.problems];
  return problems.length > 0 ? confirmAnswer(func, ctx, { ...asked, problems }, typed) : null;
}

async function confirmation(
  { verb }: VerbFunc,
  ctx: Ctx,
  elids: readonly string[],
): Promise<false | 'simple' | 'typed'> {
  if (typeof verb.confirm === 'function') return verb.confirm(ctx, elids);
  return verb.confirm ?? (verb.input ? 'simple' : false);
}

/** The name of the one row, or the number of the many. */
function typedProblem(call: Call, { elids, names }: Asked): Problem[] {
  const word = elids.length === 1 ? (names.get(elids[0] ?? '') ?? '') : String(elids.length);
  const right = call.params.get('typed')?.trim() === word;
  return right ? [] : [{ field: 'typed', message: 'error.typed_name', values: { name: word } }];
}

async function confirmAnswer(
  func: VerbFunc,
  ctx: Ctx,
  { elids, names, input, problems }: Asked,
  typed: boolean,
): Promise<Answer> {
  const { module, verb } = func;
  return {
    kind: 'confirm',
    module,
    func: func.name,
    verb,
    elids,
    names: elids.map((elid) => names.get(elid) ?? elid),
    typed,
    consequences: (await verb.consequences?.(ctx, elids)) ?? [],
    values: input,
    options: await loadOptions(ctx, verb.input ? shownFields(ctx, verb.input.fields, null) : []),
    problems,
  };
}

async function run({ module, name, verb }: VerbFunc, ctx: Ctx, { elids, names, input }: Asked): Promise<Answer> {
  const nameOf = (elid: string): string => names.get(elid) ?? elid;
  const done: string[] = [];
  const failed: Failure[] = [];
  let goto: string | null = null;
  for (const elid of elids) {
    // Each row is an operation of its own, so that one that refuses leaves the others done.
    const own = elids.length === 1 ? ctx : { ...ctx, opId: `${ctx.opId}:${elid}`.slice(0, 80) };
    try {
      if (!names.has(elid)) throw notFound(elid);
      const outcome: unknown = await verb.run(own, elid, input);
      goto = (outcome as Outcome | undefined)?.goto ?? goto;
      done.push(elid);
    } catch (error) {
      if (!(error instanceof PanelError) || elids.length === 1) throw error;
      failed.push({ elid: nameOf(elid), error });
    }
  }
  return {
    kind: 'done',
    module,
    func: name,
    done: done.map(nameOf),
    failed,
    id: null,
    goto,
    undo: undoOf(module, verb, done),
  };
}

const undoOf = (
  module: AnyModule,
  verb: Verb,
  elids: readonly string[],
): { func: string; elids: readonly string[] } | null =>
  verb.undo !== undefined && elids.length > 0 ? { func: `${module.name}.${verb.undo}`, elids } : null;

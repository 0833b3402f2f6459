import { setImmediate as othersTurn } from 'node:timers/promises';
import { batches } from '../kernel/batches.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { notFound, PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Failure, Row } from './answer.ts';
import type { AnyModule, Outcome, Verb } from './define.ts';
import { everyRow } from './every-row.ts';
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
  const elids = await chosen(func, ctx, call);
  const names = func.verb.on === 'none' ? new Map([['', '']]) : await namesOf(func, ctx, elids);
  const asked = { elids, names, ...readInput(func, ctx, call) };
  const question = call.asks ? await questionFor(func, ctx, call, asked) : null;
  if (question) return question;
  const [problem] = asked.problems;
  if (problem) throw new PanelError('invalid', 'error.invalid', {}, asked.problems);
  return run(func, ctx, asked);
}

async function chosen({ module, verb }: VerbFunc, ctx: Ctx, call: Call): Promise<string[]> {
  if (verb.on === 'none') return [''];
  const elids = call.all
    ? await everyRow(module, ctx, call.all)
    : [...new Set(call.elids.filter((elid) => elid !== ''))];
  if (elids.length === 0) throw new PanelError('invalid', verb.on === 'one' ? 'error.select_one' : 'error.select_some');
  if (verb.on === 'one' && elids.length > 1) throw new PanelError('invalid', 'error.select_one');
  if (!call.all && elids.length > mostRows) throw new PanelError('invalid', 'error.select_fewer', { max: mostRows });
  return elids;
}

/** Rows that are not theirs are not found; when none is left there is nothing to do. */
async function namesOf({ module }: VerbFunc, ctx: Ctx, elids: readonly string[]): Promise<Names> {
  const names = new Map<string, string>();
  for (const some of batches(elids))
    for (const [elid, name] of (await module.list?.names(ctx, some)) ?? []) names.set(elid, name);
  if (names.size === 0) throw notFound(elids.slice(0, 10).join(', '));
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
  const confirm = call.all ? confirmationOfAll(func) : await confirmation(func, ctx, asked.elids);
  const how = { typed: confirm === 'typed', every: call.all !== undefined };
  if (!call.sok) return confirm === false ? null : confirmAnswer(func, ctx, { ...asked, problems: [] }, how);
  const problems = [...(how.typed ? typedProblem(call, asked) : []), ...asked.problems];
  // What was asked about so many rows is no answer about more or fewer.
  const others = how.every && call.params.get('expected') !== String(asked.elids.length);
  return problems.length > 0 || others ? confirmAnswer(func, ctx, { ...asked, problems }, how) : null;
}

/** Rows that nobody has looked at one by one are never changed without a question. */
const confirmationOfAll = ({ verb }: VerbFunc): 'simple' | 'typed' => (verb.danger === true ? 'typed' : 'simple');

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
  how: { typed: boolean; every: boolean },
): Promise<Answer> {
  const { module, verb } = func;
  return {
    kind: 'confirm',
    module,
    func: func.name,
    verb,
    elids,
    names: elids.map((elid) => names.get(elid) ?? elid),
    ...how,
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
  for (const [index, elid] of elids.entries()) {
    if (index % 20 === 19) await othersTurn();
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
    offer: offerOf(module, verb, done, input),
  };
}

const undoOf = (
  module: AnyModule,
  verb: Verb,
  elids: readonly string[],
): { func: string; elids: readonly string[] } | null =>
  verb.undo !== undefined && elids.length > 0 ? { func: `${module.name}.${verb.undo}`, elids } : null;

function offerOf(
  module: AnyModule,
  verb: Verb,
  done: readonly string[],
  input: Row,
): { func: string; elid: string } | null {
  const [elid, ...more] = done;
  const offered = elid !== undefined && more.length === 0 ? (verb.offers?.(input) ?? null) : null;
  return elid === undefined || offered === null ? null : { func: `${module.name}.${offered}`, elid };
}

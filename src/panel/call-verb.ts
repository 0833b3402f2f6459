import { setImmediate as othersTurn } from 'node:timers/promises';
import { batches } from '../kernel/batches.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { notFound, PanelError, type Problem } from '../kernel/errors.ts';
import type { Answer, Call, Failure, Row } from './answer.ts';
import type { AnyModule, Outcome, Verb } from './define.ts';
import { everyRow } from './every-row.ts';
import { loadOptions, problemsOf, readFields, shownFields, startOf } from './form.ts';
import { showPage } from './call-page.ts';
import { findFunc, type Func, type Registry } from './registry.ts';

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
export async function callVerb(func: VerbFunc, ctx: Ctx, call: Call, registry: Registry): Promise<Answer> {
  const elids = await chosen(func, ctx, call);
  const names = func.verb.on === 'none' ? new Map([['', '']]) : await namesOf(func, ctx, elids);
  const asked = { elids, names, ...readInput(func, ctx, call) };
  if (func.verb.page !== undefined && call.asks) return onItsPage(func, ctx, asked, registry);
  const question = call.asks ? await questionFor(func, ctx, call, asked) : null;
  if (question) return question;
  return call.asks && call.sok
    ? askedAgain(func, ctx, { ...asked, all: call.all !== undefined }, registry)
    : runAsked(func, ctx, asked, registry);
}

/** What only doing it has found wrong with a field is told beside it, with all that was filled in. */
async function askedAgain(
  func: VerbFunc,
  ctx: Ctx,
  { all, ...asked }: Asked & { all: boolean },
  registry: Registry,
): Promise<Answer> {
  try {
    return await runAsked(func, ctx, asked, registry);
  } catch (error) {
    if (!(error instanceof PanelError) || !isOfFields(func, error)) throw error;
    const how = { typed: false, every: all };
    return confirmAnswer(func, ctx, { ...asked, problems: error.problems }, how);
  }
}

const isOfFields = ({ verb }: VerbFunc, { problems }: PanelError): boolean =>
  problems.length > 0 && problems.every(({ field }) => Object.hasOwn(verb.input?.fields ?? {}, field));

/** A verb filled in on a page of its row: what is wrong is told there, with what was filled in. */
async function onItsPage(func: VerbFunc, ctx: Ctx, asked: Asked, registry: Registry): Promise<Answer> {
  try {
    return await runAsked(func, ctx, asked, registry);
  } catch (error) {
    const page = findFunc(registry, `${func.module.name}.${func.verb.page ?? ''}`);
    if (!(error instanceof PanelError) || error.problems.length === 0 || page?.kind !== 'page') throw error;
    const params = new Map([['elid', asked.elids[0] ?? '']]);
    return showPage(page, ctx, registry, { params, problems: error.problems, values: asked.input });
  }
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
  const given = readFields(shownFields(ctx, verb.input.fields, null), call, {}, true);
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
    consequences: (await verb.consequences?.(ctx, elids, input)) ?? [],
    values: { ...(verb.input && startOf(verb.input.schema)), ...input },
    options: await loadOptions(ctx, verb.input ? shownFields(ctx, verb.input.fields, null) : [], null, elids),
    problems,
  };
}

async function runAsked(func: VerbFunc, ctx: Ctx, asked: Asked, registry: Registry): Promise<Answer> {
  if (asked.problems.length > 0) throw new PanelError('invalid', 'error.invalid', {}, asked.problems);
  const { answer, outcome } = await run(func, ctx, asked);
  const shows = asked.elids.length === 1 ? outcome?.shows : undefined;
  const page = findFunc(registry, `${func.module.name}.${shows?.page ?? ''}`);
  if (shows === undefined || page?.kind !== 'page') return answer;
  const params = new Map([['elid', asked.elids[0] ?? '']]);
  const shown = await showPage(page, ctx, registry, { params, problems: [] });
  return { ...shown, data: { ...shown.data, ...shows.told } };
}

interface Ran {
  readonly answer: Answer;
  /** Of the last row. */
  readonly outcome: Outcome | undefined;
}

async function run({ module, name, verb }: VerbFunc, ctx: Ctx, asked: Asked): Promise<Ran> {
  const { elids, names, input } = asked;
  const nameOf = (elid: string): string => names.get(elid) ?? elid;
  const done: string[] = [];
  const failed: Failure[] = [];
  let outcome: Outcome | undefined;
  for (const [index, elid] of elids.entries()) {
    if (index % 20 === 19) await othersTurn();
    // Each row is an operation of its own, so that one that refuses leaves the others done.
    const own = elids.length === 1 ? ctx : { ...ctx, opId: `${ctx.opId}:${elid}`.slice(0, 80) };
    try {
      if (!names.has(elid)) throw notFound(elid);
      outcome = (await verb.run(own, elid, input)) as Outcome | undefined;
      done.push(elid);
    } catch (error) {
      if (!(error instanceof PanelError) || elids.length === 1) throw error;
      failed.push({ elid: nameOf(elid), error });
    }
  }
  const answer: Answer = {
    kind: 'done',
    module,
    func: name,
    done: done.map(nameOf),
    failed,
    id: null,
    goto: gotoOf(elids, outcome),
    undo: undoOf(module, verb, done),
    follow: verb.follows === true ? done : [],
    offer: offerOf(module, verb, done, input),
  };
  return { answer, outcome };
}

/** From many rows one goes back to where they are listed. */
const gotoOf = (elids: readonly string[], outcome: Outcome | undefined): string | null =>
  (elids.length === 1 ? outcome?.goto : undefined) ?? null;

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

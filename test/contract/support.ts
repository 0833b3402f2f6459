import { loadPanel, type Panel } from '../../src/app.ts';
import type { Ctx, Level } from '../../src/kernel/ctx.ts';
import { PanelError, type ErrorCode } from '../../src/kernel/errors.ts';
import type { Answer, Call, Row } from '../../src/panel/answer.ts';
import type { AnyModule } from '../../src/panel/define.ts';
import { dispatch } from '../../src/panel/dispatch.ts';
import type { Counts, ListQuery } from '../../src/panel/list.ts';
import { funcsOf, type Func } from '../../src/panel/registry.ts';
import type { Name } from '../helpers/tree.ts';

let loaded: Promise<Panel> | undefined;

/** The panel as it ships, read once. */
export const thePanel = (): Promise<Panel> => (loaded ??= loadPanel());

export async function allFuncs(): Promise<Func[]> {
  return [...(await thePanel()).registry.values()].flatMap(funcsOf);
}

export async function moduleOf(name: string): Promise<AnyModule> {
  const module = (await thePanel()).registry.get(name);
  if (!module) throw new Error(`there is no module ${name}`);
  return module;
}

export interface Given {
  readonly elids?: readonly string[];
  readonly params?: Readonly<Record<string, string>>;
  readonly sok?: boolean;
  readonly asks?: boolean;
  readonly allRows?: boolean;
}

export const callOf = (func: string, { elids = [], params = {}, ...how }: Given = {}): Call => ({
  func,
  elids,
  sok: how.sok ?? false,
  params: new Map(Object.entries(params)),
  asks: how.asks ?? false,
  allRows: how.allRows ?? false,
});

export async function ask(ctx: Ctx, func: string, given?: Given): Promise<Answer> {
  return dispatch((await thePanel()).registry, ctx, callOf(func, given));
}

/** `done`, or the code of the refusal; several rows that fail answer the first one's. */
export async function outcome(work: Promise<Answer>): Promise<ErrorCode | 'done'> {
  try {
    const answer = await work;
    if (answer.kind !== 'done') return 'done';
    return answer.failed[0]?.error.code ?? 'done';
  } catch (error) {
    if (error instanceof PanelError) return error.code;
    throw error;
  }
}

/** Somebody of each level. */
export const anyOf: Readonly<Record<Level, Name>> = { admin: 'root', reseller: 'north', user: 'alice' };

export type List = NonNullable<AnyModule['list']>;

/** The lists of the panel by name; `levels.test.ts` fails when one is missing here. */
export const listNames = [
  'reseller',
  'user',
  'site',
  'ticket',
  'server',
  'problem',
  'drift',
  'ticketcategory',
  'savedanswer',
  'journal',
  'outbox',
  'notification',
  'session',
] as const;

export async function listOf(name: string): Promise<List> {
  const { list } = await moduleOf(name);
  if (!list) throw new Error(`${name} has no list`);
  return list;
}

/** Every row of a list in its state, through the panel's own road. */
export async function rowsOf(ctx: Ctx, func: string, params: Record<string, string> = {}): Promise<Row[]> {
  const answer = await ask(ctx, func, { params, allRows: true });
  if (answer.kind !== 'list' || !answer.chunks) throw new Error(`${func} is no list`);
  const rows: Row[] = [];
  for await (const chunk of answer.chunks) rows.push(...chunk);
  return rows;
}

interface Shown {
  readonly rows: readonly Row[];
  readonly query: ListQuery;
  readonly next: ListQuery['after'];
  readonly counts: Counts;
}

/** One page of a list as a person sees it. */
export async function pageOf(ctx: Ctx, func: string, params: Record<string, string> = {}): Promise<Shown> {
  const answer = await ask(ctx, func, { params });
  if (answer.kind !== 'list' || !answer.counts) throw new Error(`${func} is no list`);
  return { rows: answer.page.rows, query: answer.query, next: answer.page.next, counts: answer.counts };
}

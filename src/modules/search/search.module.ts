import { levels, type Ctx } from '../../kernel/ctx.ts';
import { mayCall } from '../../panel/access.ts';
import type { Row } from '../../panel/answer.ts';
import { defineModule, type AnyModule, type Registry } from '../../panel/define.ts';
import { readQuery } from '../../panel/query.ts';
import { findFunc } from '../../panel/registry.ts';

/** What one list has that matches. */
interface Matches {
  readonly func: string;
  /** At least so many, when `bounded`. */
  readonly matching: number;
  readonly bounded: boolean;
  /** The first of them: id, first column, second line, state and the columns of plain text that the viewer sees. */
  readonly rows: readonly Row[];
}

interface SearchData {
  readonly q: string;
  readonly kinds: readonly Matches[];
}

const rowsShown = 5;

/** The first matches of every list that is searched and that the viewer may call, found by the list's own filter. */
async function load(
  ctx: Ctx,
  params: ReadonlyMap<string, string>,
  registry: Registry,
): Promise<SearchData & Record<string, unknown>> {
  const q = (params.get('q') ?? '').normalize('NFC').trim().slice(0, 200);
  if (q === '') return { q, kinds: [] };
  const mine = [...registry.values()].filter((module) => isSearched(ctx, module, registry));
  const kinds = await Promise.all(mine.map((module) => matchesIn(ctx, module, q)));
  return { q, kinds: kinds.filter(({ matching }) => matching > 0) };
}

function isSearched(ctx: Ctx, { name, list }: AnyModule, registry: Registry): boolean {
  const func = findFunc(registry, name);
  return list?.searched === true && func !== undefined && mayCall(ctx.viewer, func);
}

async function matchesIn(ctx: Ctx, { name, list }: AnyModule, q: string): Promise<Matches> {
  if (!list) throw new Error(`${name} has no list`);
  const query = { ...readQuery(list, new Map([['filter', q]])), perPage: rowsShown };
  const { rows, next } = await list.load(ctx, query);
  const all = next === null ? { matching: rows.length, bounded: false } : await list.count(ctx, query);
  const [named = ''] = Object.keys(list.columns);
  const shown = ['id', named, 'second', 'state', ...textColumns(ctx, list)];
  const picked = rows.map((row) => Object.fromEntries(shown.map((key) => [key, row[key]])));
  return { func: name, matching: all.matching, bounded: all.bounded, rows: picked };
}

const textColumns = (ctx: Ctx, { columns }: NonNullable<AnyModule['list']>): string[] =>
  Object.entries(columns).flatMap(([name, column]) =>
    column !== undefined && (column.as ?? 'text') === 'text' && (column.levels?.includes(ctx.viewer.level) ?? true)
      ? [name]
      : [],
  );

export const searchModule = defineModule({ name: 'search', levels, page: { view: 'search', load } });

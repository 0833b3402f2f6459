import type { Knex } from 'knex';
import type { Ctx } from '../../kernel/ctx.ts';
import { fold } from '../../kernel/fold.ts';
import { countBound } from '../../panel/list.ts';

export type SearchKind = 'reseller' | 'user' | 'site';

/** What a list is filtered by, in one column: as long as the column. */
export const searchText = (...parts: readonly string[]): string =>
  fold(parts.filter((part) => part !== '').join(' ')).slice(0, 600);

/** What of a search text a filter can begin with, as long as the column. */
export const wordsOf = (text: string): string[] => {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return [...new Set(words.map((word) => word.slice(0, 64)))].slice(0, 24);
};

/** Keeps the words of one account or site findable; called wherever its search column is written. */
export async function saveWords(
  tx: Ctx,
  kind: SearchKind,
  object: { id: number; parentId: number; search: string; fresh: boolean },
): Promise<void> {
  if (!object.fresh) await removeWords(tx, kind, object.id);
  const words = wordsOf(object.search);
  const rows = words.map((word) => ({ kind, word, object_id: object.id, parent_id: object.parentId }));
  if (rows.length > 0) await tx.db('search_words').insert(rows);
}

export async function removeWords(tx: Ctx, kind: SearchKind, id: number): Promise<void> {
  await tx.db('search_words').where({ kind, object_id: id }).del();
}

export interface SearchIn {
  readonly kind: SearchKind;
  /** null: everybody's. */
  readonly parentId: number | null;
  readonly table: 'accounts' | 'sites';
  /** How many rows the list has unfiltered. */
  readonly size: number;
  readonly filter: string;
}

/**
 * Narrows a list to what matches. Up to a bound the text is looked for anywhere in the row; a longer list is searched
 * by the beginnings of words, which an index answers. When very many match, the caller's own order finds a pageful soon,
 * so the rows are read in that order and compared.
 */
export async function narrow(ctx: Ctx, rows: Knex.QueryBuilder, search: SearchIn): Promise<void> {
  const text = fold(search.filter);
  if (text === '') return;
  if (search.size <= countBound) {
    contains(rows, search.table, text);
    return;
  }
  const words = wordsOf(text);
  if (words.length === 0) {
    void rows.whereRaw('1 = 0');
    return;
  }
  const rarest = await rarestWord(ctx, search, words);
  for (const word of words) {
    if (word === rarest.word && rarest.ids !== null) void rows.whereIn(`${search.table}.id`, rarest.ids);
    else startsWord(rows, search.table, word);
  }
}

function contains(rows: Knex.QueryBuilder, table: string, text: string): void {
  void rows.whereRaw(`?? like ? escape '!'`, [`${table}.search`, `%${escapeLike(text)}%`]);
}

function startsWord(rows: Knex.QueryBuilder, table: string, word: string): void {
  const column = `${table}.search`;
  const begins = escapeLike(word);
  void rows.where((either) => {
    void either.whereRaw(`?? like ? escape '!'`, [column, `${begins}%`]);
    for (const gap of [' ', '.', '@', '-', '!_'])
      void either.orWhereRaw(`?? like ? escape '!'`, [column, `%${gap}${begins}%`]);
  });
}

const escapeLike = (text: string): string => text.replaceAll(/[!%_]/g, (char) => `!${char}`);

/** The word with the fewest objects, and those, unless even they are more than a page's order is worth leaving for. */
async function rarestWord(
  ctx: Ctx,
  search: SearchIn,
  words: readonly string[],
): Promise<{ word: string; ids: number[] | null }> {
  let rarest: { word: string; ids: number[] | null } = { word: words[0] ?? '', ids: null };
  for (const word of words) {
    const ids = await objectsWith(ctx, search, word);
    if (ids.length < Math.min(rareEnough, rarest.ids?.length ?? rareEnough)) rarest = { word, ids };
  }
  return rarest;
}

const rareEnough = 2000;

async function objectsWith(ctx: Ctx, { kind, parentId }: SearchIn, word: string): Promise<number[]> {
  const rows = ctx.db('search_words').where({ kind }).where('word', '>=', word).where('word', '<', `${word}\u{ffff}`);
  if (parentId !== null) void rows.where('parent_id', parentId);
  return rows.limit(rareEnough).distinct().pluck('object_id');
}

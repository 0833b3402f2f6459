import type { Knex } from 'knex';
import { isMysql, startsWith } from '../../db/dialect.ts';
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
  /** The rows are counted, not shown: their order does not matter. */
  readonly counting: boolean;
  /** Counting may read no more than the bound of counts. */
  readonly sparing?: boolean | undefined;
  /** A page is shown: it may lack some of what matches rather than take seconds. */
  readonly hasty?: boolean | undefined;
  /** How many objects are looked up and sorted rather than met on the way; `sortedOf` unless told. */
  readonly sortAtMost?: number;
}

/**
 * Narrows a list to what matches. Up to a bound the text is looked for anywhere in the row; a longer list is searched
 * by the beginnings of words. Either the objects with the rarest word are looked up and sorted, or, when there are too
 * many of them, the rows are read in the order of the list and asked for the words: then a pageful is found soon.
 * Answers false when a sparing count, or a page of three frequent words, would have to read too many: then it is narrowed to
 * some of what matches.
 */
export async function narrow(ctx: Ctx, rows: Knex.QueryBuilder, search: SearchIn): Promise<boolean> {
  const text = fold(search.filter);
  if (text === '') return true;
  if (search.size <= countBound) {
    contains(rows, search.table, text);
    return true;
  }
  const [rarest, ...others] = await rarestFirst(ctx, search, wordsOf(text));
  if (!rarest) {
    void rows.whereRaw('1 = 0');
    return true;
  }
  const isFrequent = rarest.count > sortedOf(search);
  const most = isFrequent ? mostLookedUp(search, others.length) : null;
  if (search.counting || most !== null || !isFrequent) startFrom(ctx, rows, search, { word: rarest.word, most });
  else others.unshift(rarest);
  for (const { word } of others) void rows.where(1, hasWord(ctx, search, word));
  return most === null;
}

function contains(rows: Knex.QueryBuilder, table: string, text: string): void {
  void rows.whereRaw(`?? like ? escape '!'`, [`${table}.search`, `%${escapeLike(text)}%`]);
}

const escapeLike = (text: string): string => text.replaceAll(/[!%_]/g, (char) => `!${char}`);

/** So many rows say what a tab has at least, where exactly would take too long. */
const glimpse = 1000;

/** Rows that may be walked past for a pageful, in about a quarter of a second. */
const mostWalked = 100_000;

/** Objects that are looked up of a word that too many have; null: all of them. */
function mostLookedUp({ sparing, hasty, size }: SearchIn, otherWords: number): number | null {
  if (sparing === true) return glimpse;
  return hasty === true && otherWords > 1 && size > mostWalked ? countBound : null;
}

/** When more than one of sixteen rows matches, walking finds a pageful sooner than sorting. */
const sortedOf = ({ size, sortAtMost, sparing }: SearchIn): number =>
  sparing === true ? countBound : (sortAtMost ?? Math.max(countBound, Math.ceil(size / 16)));

interface Sought {
  readonly word: string;
  /** Objects that have it, counted up to a bound. */
  readonly count: number;
}

async function rarestFirst(ctx: Ctx, search: SearchIn, words: readonly string[]): Promise<Sought[]> {
  const sought: Sought[] = [];
  for (const word of words) {
    const some = withWord(ctx, search, word)
      .select({ one: 1 })
      .limit(sortedOf(search) + 1);
    const [row] = await ctx.db.count<{ n: number }[]>({ n: '*' }).from(some.as('some'));
    sought.push({ word, count: row?.n ?? 0 });
  }
  return sought.sort((a, b) => a.count - b.count);
}

function withWord(ctx: Ctx, { kind, parentId }: SearchIn, word: string): Knex.QueryBuilder {
  const rows = ctx
    .db('search_words')
    .where({ kind })
    .where(startsWith(ctx.db, 'word', word));
  return parentId === null ? rows : rows.where('parent_id', parentId);
}

/** Reads the objects that have the word, or no more than `most`, then their rows, whatever order the engine would think better. */
function startFrom(
  ctx: Ctx,
  rows: Knex.QueryBuilder,
  search: SearchIn,
  { word, most }: { word: string; most: number | null },
): void {
  // The sum keeps the engine from walking all objects in their order, which would spare it telling them apart.
  const objects = withWord(ctx, search, word).distinct(ctx.db.raw('object_id + 0 as id'));
  if (most !== null) void objects.limit(most);
  const first = isMysql(ctx.db) ? 'straight_join' : 'cross join';
  void rows
    .from(ctx.db.raw(`? ${first} ??`, [objects.as('hit'), search.table]))
    .where('hit.id', ctx.db.ref(`${search.table}.id`));
}

/** 1 when the row has the word. Not EXISTS, which an engine may turn round and begin with all rows of the word. */
function hasWord(ctx: Ctx, { kind, table }: SearchIn, word: string): Knex.QueryBuilder {
  return ctx
    .db('search_words as w')
    .where('w.kind', kind)
    .where('w.object_id', ctx.db.ref(`${table}.id`))
    .where(startsWith(ctx.db, 'w.word', word))
    .select({ one: 1 })
    .limit(1);
}

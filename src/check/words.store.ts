import type { Ctx } from '../kernel/ctx.ts';
import type { On } from './fault.ts';
import { removeWords, saveWords, wordsOf } from '../modules/search/index.ts';

export type Kind = 'reseller' | 'user' | 'site';

/** What should be findable under the words of one account or site. */
export interface Findable {
  readonly kind: Kind;
  readonly id: number;
  readonly parentId: number;
  /** null: the administrator's own account, which is in no list. Deleted ones are found where they are shown. */
  readonly search: string | null;
}

/** The words kept for these objects, in the order of their ids, each as one text with the kind and the parent they are kept under. */
export async function keptWords(
  { db }: On,
  kinds: readonly Kind[],
  ids: readonly number[],
): Promise<Map<number, string>> {
  const found = new Map<number, string[]>(ids.map((id) => [id, []]));
  // By their range: to look for a thousand ids SQLite would read all words there are.
  const rows = await db('search_words')
    .whereIn('kind', kinds)
    .whereBetween('object_id', [ids[0] ?? 0, ids.at(-1) ?? 0]);
  for (const row of rows) found.get(row.object_id)?.push(textOf(row.kind, row.word, row.parent_id));
  return new Map([...found].map(([id, words]) => [id, words.sort().join(' ')]));
}

export const trueWords = ({ kind, parentId, search }: Findable): string =>
  wordsOf(search ?? '')
    .map((word) => textOf(kind, word, parentId))
    .sort()
    .join(' ');

const textOf = (kind: string, word: string, parentId: number): string => `${word}/${kind}/${parentId}`;

export async function repairWords(
  tx: Ctx,
  kinds: readonly Kind[],
  { kind, id, parentId, search }: Findable,
): Promise<void> {
  for (const one of kinds) await removeWords(tx, one, id);
  if (search !== null) await saveWords(tx, kind, { id, parentId, search, fresh: true });
}

import { randomUUID } from 'node:crypto';
import { audit } from '../kernel/audit.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { isDuplicate } from '../db/dialect.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { searchText } from '../modules/search/index.ts';
import { reading } from './account.store.ts';
import { changed, differs, pages, type Fault, type Tally, type Value } from './fault.ts';
import { lockSite, saveSiteColumns, sitesAfter, type OwnedSite } from './site.store.ts';
import { keptWords, repairWords, trueWords, type Findable, type Kind } from './words.store.ts';

const kinds: readonly Kind[] = ['site'];

interface Compared {
  readonly change: Partial<OwnedSite>;
  readonly words: Findable | null;
  readonly faults: readonly Fault[];
}

const nothing: Compared = { change: {}, words: null, faults: [] };

/** Goes through all sites: where they are listed, what they are found by. */
export async function* checkSites(ctx: Ctx, tally: Tally, repair: boolean): AsyncGenerator<Fault> {
  for await (const rows of pages(ctx, sitesAfter)) {
    tally.sites += rows.length;
    const words = await keptWords(
      ctx,
      kinds,
      rows.map((row) => row.id),
    );
    for (const row of rows) {
      if (compare(row, words.get(row.id) ?? '').faults.length === 0) continue;
      const { faults, left } = repair
        ? await repairSite(ctx, row)
        : { ...(await reading(ctx, (tx) => look(tx, row))), left: [] };
      if (repair) tally.repaired += faults.length;
      yield* [...faults, ...left];
    }
  }
}

function compare(row: OwnedSite, keptText: string): Compared {
  const what = `site ${row.ascii} (${row.id})`;
  const living = row.deleted_at === null;
  const change = changed(row, {
    // A deleted site stays in the list of whoever had it then.
    parent_id: living ? row.owner_parent : row.parent_id,
    living_ascii: living ? row.ascii : null,
    search: searchText(row.name, row.ascii, row.owner),
  });
  const faults = Object.entries(change).map(([column, truth]) =>
    differs(what, column, row[column as keyof OwnedSite], truth as Value),
  );
  const { parent_id: parentId, search } = { ...row, ...change };
  const words: Findable = { kind: 'site', id: row.id, parentId, search };
  const truth = trueWords(words);
  if (keptText !== truth) faults.push(differs(what, 'search_words', keptText, truth));
  return { change, words: keptText === truth ? null : words, faults };
}

async function look(tx: Ctx, { id, account_id }: Pick<OwnedSite, 'id' | 'account_id'>): Promise<Compared> {
  const row = await lockSite(tx, { id, account_id });
  if (row === undefined) return nothing;
  const words = await keptWords(tx, kinds, [id]);
  return compare(row, words.get(id) ?? '');
}

async function repairSite(ctx: Ctx, row: OwnedSite): Promise<{ faults: readonly Fault[]; left: readonly Fault[] }> {
  try {
    const { faults } = await inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
      const seen = await look(tx, row);
      if (seen.faults.length === 0) return seen;
      if (Object.keys(seen.change).length > 0) await saveSiteColumns(tx, row.id, seen.change);
      if (seen.words) await repairWords(tx, kinds, seen.words);
      const object = { kind: 'site', id: row.id, name: row.name, subjectId: row.account_id, scopeId: row.owner_parent };
      await audit(tx, 'check.repair', object, { after: { ...seen.change, ...(seen.words && { words: 'repaired' }) } });
      return seen;
    });
    return { faults, left: [] };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const { faults } = await reading(ctx, (tx) => look(tx, row));
    return {
      faults: [],
      left: faults.map((fault) => ({ ...fault, text: `${fault.text}; another living site has that name` })),
    };
  }
}

import { randomUUID } from 'node:crypto';
import { audit } from '../kernel/audit.ts';
import type { Ctx } from '../kernel/ctx.ts';
import { isDuplicate } from '../db/dialect.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { auditObject, type AccountRecord } from '../modules/accounts/index.ts';
import { accountsAfter, lockAccount, reading, saveCounters } from './account.store.ts';
import { factsOf, oversold, truthOf, type Facts } from './account.truth.ts';
import { changed, differs, pages, type Fault, type Tally } from './fault.ts';
import { keptWords, repairWords, trueWords, type Findable, type Kind } from './words.store.ts';

const kinds: readonly Kind[] = ['reseller', 'user'];

/** Everything of one account that is compared. */
interface Compared {
  readonly row: AccountRecord;
  readonly change: Partial<AccountRecord>;
  readonly words: Findable | null;
  readonly faults: readonly Fault[];
  readonly oversold: readonly Fault[];
}

/**
 * Goes through all accounts. While it reads others write, so what seems to differ is looked at again with the account
 * locked, and only then told of, or put right.
 */
export async function* checkAccounts(ctx: Ctx, tally: Tally, repair: boolean): AsyncGenerator<Fault> {
  for await (const rows of pages(ctx, accountsAfter)) {
    tally.accounts += rows.length;
    const facts = await factsOf(ctx, rows);
    const words = await keptWords(
      ctx,
      kinds,
      rows.map((row) => row.id),
    );
    for (const row of rows) {
      const seen = compare(row, facts.get(row.id), words.get(row.id) ?? '');
      if (seen.faults.length + seen.oversold.length === 0) continue;
      const { faults, oversold: kept } = await (repair
        ? repairAccount(ctx, row.id)
        : reading(ctx, (tx) => look(tx, row.id)));
      if (repair) tally.repaired += faults.length;
      yield* [...faults, ...kept];
    }
  }
}

const none: Omit<Compared, 'row'> = { change: {}, words: null, faults: [], oversold: [] };

function compare(row: AccountRecord, facts: Facts | undefined, keptText: string): Compared {
  const what = `${row.level} ${row.name} (${row.id})`;
  const change = changed(row, truthOf(row, facts));
  const faults = Object.entries(change).map(([column, truth]) =>
    differs(what, column, row[column as keyof AccountRecord], truth),
  );
  const words = findable({ ...row, ...change });
  const truth = words === null ? '' : trueWords(words);
  if (keptText !== truth) faults.push(differs(what, 'search_words', keptText, truth));
  const tooMuch = facts && row.deleted_at === null ? oversold(row, facts) : [];
  return {
    row,
    change,
    words: keptText === truth ? null : (words ?? nobodys(row)),
    faults,
    oversold: tooMuch.map((text) => ({ what, text })),
  };
}

/** The administrator's own account is in no list. */
const findable = (row: AccountRecord): Findable | null =>
  row.level === 'admin' ? null : { ...nobodys(row), kind: row.level, search: row.search };

const nobodys = (row: AccountRecord): Findable => ({
  kind: 'user',
  id: row.id,
  parentId: row.parent_id ?? 0,
  search: null,
});

/** Compares one account with its row locked: whatever changes its numbers waits for that. */
async function look(tx: Ctx, id: number): Promise<Compared | Omit<Compared, 'row'>> {
  const row = await lockAccount(tx, id);
  if (row === undefined) return none;
  const facts = await factsOf(tx, [row]);
  const words = await keptWords(tx, kinds, [id]);
  return compare(row, facts.get(id), words.get(id) ?? '');
}

async function repairAccount(ctx: Ctx, id: number): Promise<Omit<Compared, 'row'>> {
  try {
    return await inTransaction({ ...ctx, opId: randomUUID() }, async (tx) => {
      const seen = await look(tx, id);
      if (!('row' in seen) || seen.faults.length === 0) return seen;
      const { row, change, words } = seen;
      if (Object.keys(change).length > 0) await saveCounters(tx, id, change);
      if (words) await repairWords(tx, kinds, words);
      const before = Object.fromEntries(Object.keys(change).map((key) => [key, row[key as keyof AccountRecord]]));
      await audit(tx, 'check.repair', auditObject(row), {
        before,
        after: { ...change, ...(words && { words: 'repaired' }) },
      });
      return seen;
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const { faults } = await reading(ctx, (tx) => look(tx, id));
    return {
      ...none,
      oversold: faults.map((fault) => ({ ...fault, text: `${fault.text}; another living account has that name` })),
    };
  }
}

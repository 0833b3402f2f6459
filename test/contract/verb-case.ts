import type { Knex } from 'knex';
import type { ErrorCode } from '../../src/kernel/errors.ts';
import type { Name } from '../helpers/tree.ts';

interface Row {
  readonly by: Name;
  readonly elid: string;
}

type Params = Readonly<Record<string, string>>;

/** One verb: how it is done, who may not, and what is to be seen of it afterwards. */
export interface VerbCase extends Row {
  readonly params?: Params;
  /** What must have been done before. */
  readonly first?: readonly (Row & { readonly func: string; readonly params?: Params })[];
  /** What is looked at, and what it says once it is done. */
  readonly done: (db: Knex) => Promise<unknown>;
  readonly shows: unknown;
  /** Records in the journal; one unless told. */
  readonly records?: number;
  /** Callers of the right level and rows that are not theirs. */
  readonly anothers: readonly Row[];
  /** For verbs on many rows: another's beside one's own. */
  readonly many?: readonly Row[];
  /** Callers of levels that it is closed to. */
  readonly lower: readonly Name[];
  /** The answer the second time; `anew` for what may be done again and again. */
  readonly again: ErrorCode | 'done' | 'anew';
}

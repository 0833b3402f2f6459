import type { PanelError, Problem } from '../kernel/errors.ts';
import type { Upload } from '../kernel/upload.ts';
import type { AnyModule, Consequence, Notice, Option, Progress, SentFile, Verb } from './define.ts';
import type { Counts, ListQuery, Page } from './list.ts';

export type Row = Readonly<Record<string, unknown>>;

/** One call, whatever door it came through. */
export interface Call {
  readonly func: string;
  readonly elids: readonly string[];
  /** Instead of `elids`: every row that its list shows in this state. */
  readonly all?: ReadonlyMap<string, string>;
  /** The form is being sent, not asked for. */
  readonly sok: boolean;
  readonly params: ReadonlyMap<string, string>;
  readonly files?: readonly Upload[];
  /** Doors where a person looks before it happens (pages) ask for confirmation; scripts do not. */
  readonly asks: boolean;
  /** All rows, in pages fetched one after the other (CSV and the API), instead of one page. */
  readonly allRows: boolean;
  /** Whoever asks for a page of rows is not told how many there are. */
  readonly uncounted?: boolean;
}

/** An address takes no more of them. */
export const mostFollowed = 200;

export interface Failure {
  readonly elid: string;
  readonly error: PanelError;
}

/** What a call comes to; `output/` turns it into bytes. */
export type Answer =
  | {
      kind: 'list';
      module: AnyModule;
      query: ListQuery;
      page: Page<Row>;
      counts: Counts | null;
      /** Every matching row, in chunks; for CSV and the API. */
      chunks: AsyncIterable<Row[]> | null;
    }
  | {
      kind: 'form';
      module: AnyModule;
      func: string;
      elid: string | null;
      values: Row;
      options: ReadonlyMap<string, Option[]>;
      notice?: Notice | null;
      problems: readonly Problem[];
      /** The refusal that is not any one field's. */
      error: PanelError | null;
    }
  | {
      kind: 'confirm';
      module: AnyModule;
      func: string;
      verb: Verb;
      elids: readonly string[];
      names: readonly string[];
      /** The rows are all that a list shows in its state, not some that were ticked. */
      every: boolean;
      typed: boolean;
      consequences: readonly Consequence[];
      values: Row;
      options: ReadonlyMap<string, Option[]>;
      problems: readonly Problem[];
    }
  | {
      kind: 'page';
      module: AnyModule;
      func: string;
      view: string;
      data: Record<string, unknown>;
      problems: readonly Problem[];
      /** What was filled in on it and refused. */
      values?: Row;
    }
  | { kind: 'file'; module: AnyModule; func: string; file: SentFile }
  | { kind: 'progress'; module: AnyModule; func: string; progress: Progress }
  | {
      kind: 'done';
      module: AnyModule;
      func: string;
      /** Names of the rows it was done to. */
      done: readonly string[];
      failed: readonly Failure[];
      /** The key of the row made. */
      id: string | null;
      goto: string | null;
      undo: { func: string; elids: readonly string[] } | null;
      /** The rows of which `MODULE.progress` tells how it goes on. */
      follow?: readonly string[];
      /** What may be done next to the one row it was done to. */
      offer?: { func: string; elid: string } | null;
    };

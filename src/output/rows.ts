import type { Level } from '../kernel/ctx.ts';
import type { Row } from '../panel/answer.ts';
import type { AnyModule } from '../panel/define.ts';
import { columnsFor, toldToScripts, type ListAnswer, type Told } from './cells.ts';

/**
 * What is written, in the order in which it is sent: what is there already as an array, a list whose rows are still to
 * be fetched piece by piece.
 */
export type Pieces = readonly string[] | AsyncIterable<string>;

type WriteRow = (row: Row) => string;
type WriteCell = (cell: unknown) => string;

/** How one form of data writes a row. */
export interface Layout {
  readonly open: string;
  readonly close: string;
  /** Stands before every value but the first. */
  readonly between: string;
  /** A row without any value. */
  readonly empty: string;
  /** Writes the values of this name, with `between` before them; one that is `plain` needs no escaping. */
  readonly value: (name: string) => (value: string, plain: boolean) => string;
}

/** A list around its rows. */
interface Frame {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
}

/** The rows of an answer, one page or all of them. */
export function listIn(answer: ListAnswer, write: WriteRow, frame: Frame): Pieces {
  const { head, between, tail } = frame;
  if (answer.chunks) return streamed(answer.chunks, write, frame);
  return [head + answer.page.rows.map(write).join(between) + tail];
}

async function* streamed(
  chunks: NonNullable<ListAnswer['chunks']>,
  write: WriteRow,
  { head, between, tail }: Frame,
): AsyncGenerator<string> {
  let before = head;
  for await (const rows of chunks)
    if (rows.length > 0) {
      yield before + rows.map(write).join(between);
      before = between;
    }
  yield before === head ? head + tail : tail;
}

/** Writes rows in this layout; how those of a module are written for a level is found out once. */
export function rowWriter(layout: Layout): (module: AnyModule, level: Level) => WriteRow {
  const known = new WeakMap<AnyModule, Map<Level, WriteRow>>();
  return (module, level) => {
    const writers = known.get(module) ?? new Map<Level, WriteRow>();
    const write = writers.get(level) ?? writerFor(module, level, layout);
    known.set(module, writers.set(level, write));
    return write;
  };
}

/** The key comes first even where it is no column: without it a script could not name the row. Empty cells are left out. */
function writerFor(module: AnyModule, level: Level, layout: Layout): WriteRow {
  const columns = columnsFor(module, level);
  const key = module.list?.key;
  const all: typeof columns =
    key === undefined || columns.some(([name]) => name === key) ? columns : [[key, {}], ...columns];
  const parts = all.flatMap(([name, column]) =>
    writersOf(toldToScripts(name, column), layout).map((write) => ({ name, write })),
  );
  const { open, close, between, empty } = layout;
  return (row) => {
    let text = '';
    for (const { name, write } of parts) text += write(row[name]);
    return text === '' ? empty : open + text.slice(between.length) + close;
  };
}

function writersOf({ fields, kind }: Told, { value: valueOf }: Layout): WriteCell[] {
  const writers = fields.map(({ name, read, plain }): WriteCell => {
    const write = valueOf(name);
    return (cell) => {
      const value = read(cell);
      return value === '' ? '' : write(value, plain);
    };
  });
  return kind ? [remembering(kind, (cell) => writers.map((write) => write(cell)).join(''))] : writers;
}

function remembering(kind: (cell: unknown) => number, write: WriteCell): WriteCell {
  const written = new Map<number, string>();
  return (cell) => {
    const which = kind(cell);
    const known = written.get(which);
    if (known !== undefined) return known;
    const text = write(cell);
    written.set(which, text);
    return text;
  };
}

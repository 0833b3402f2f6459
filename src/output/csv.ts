import { stringify } from 'csv-stringify/sync';
import type { Level } from '../kernel/ctx.ts';
import type { Row } from '../panel/answer.ts';
import { columnsFor, told, type ListAnswer } from './cells.ts';
import type { Pieces } from './rows.ts';

/** RFC 4180 with a header of column names; only declared columns, in the declaration's order. */
export function csv(answer: ListAnswer, level: Level): Pieces {
  const columns = columnsFor(answer.module, level).flatMap(([key, column]) =>
    told(key, column).fields.map(({ name, read }) => ({ key, name, read })),
  );
  const head = lines([columns.map(({ name }) => name)]);
  const linesOf = (rows: readonly Row[]): string =>
    lines(rows.map((row) => columns.map(({ key, read }) => read(row[key]))));
  return answer.chunks ? streamed(answer.chunks, head, linesOf) : [head, linesOf(answer.page.rows)];
}

async function* streamed(
  chunks: NonNullable<ListAnswer['chunks']>,
  head: string,
  linesOf: (rows: readonly Row[]) => string,
): AsyncGenerator<string> {
  yield head;
  for await (const rows of chunks) if (rows.length > 0) yield linesOf(rows);
}

const lines = (records: readonly string[][]): string =>
  stringify([...records], { record_delimiter: '\r\n', escape_formulas: true, cast: { string: guard } });

/** Spreadsheets skip these and then see the formula behind them; the library guards the rest. */
const guard = (text: string): string => (/^[\0\n\v\f \u00a0\ufeff]+[=+\-@＝＋－＠]|^\0/.test(text) ? `'${text}` : text);

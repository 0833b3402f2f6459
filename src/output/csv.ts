import { stringify } from 'csv-stringify/sync';
import type { Level } from '../kernel/ctx.ts';
import { columnNames, columnsFor, columnValues, rowChunks, type ListAnswer } from './cells.ts';

/** RFC 4180 with a header of column names; only declared columns, in the declaration's order; a chunk of rows at a time. */
export async function* csv(answer: ListAnswer, level: Level): AsyncGenerator<string> {
  const columns = columnsFor(answer.module, level);
  yield lines([columns.flatMap(([name, column]) => columnNames(name, column))]);
  for await (const rows of rowChunks(answer))
    if (rows.length > 0)
      yield lines(rows.map((row) => columns.flatMap(([name, column]) => columnValues(column, row[name]))));
}

const lines = (records: readonly string[][]): string =>
  stringify([...records], { record_delimiter: '\r\n', escape_formulas: true, cast: { string: guard } });

/** Spreadsheets skip these and then see the formula behind them; the library guards the rest. */
const guard = (text: string): string => (/^[\0\n\v\f \u00a0\ufeff]+[=+\-@＝＋－＠]|^\0/.test(text) ? `'${text}` : text);

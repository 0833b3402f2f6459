import { stringify } from 'csv-stringify/sync';
import type { Level } from '../kernel/ctx.ts';
import { columnsFor, rowChunks, told, type ListAnswer } from './cells.ts';

/** RFC 4180 with a header of column names; only declared columns, in the declaration's order; a chunk of rows at a time. */
export async function* csv(answer: ListAnswer, level: Level): AsyncGenerator<string> {
  const columns = columnsFor(answer.module, level).map(([name, column]) => ({ key: name, ...told(name, column) }));
  yield lines([columns.flatMap(({ names }) => names)]);
  for await (const rows of rowChunks(answer))
    if (rows.length > 0) yield lines(rows.map((row) => columns.flatMap(({ key, values }) => values(row[key]))));
}

const lines = (records: readonly string[][]): string =>
  stringify([...records], { record_delimiter: '\r\n', escape_formulas: true, cast: { string: guard } });

/** Spreadsheets skip these and then see the formula behind them; the library guards the rest. */
const guard = (text: string): string => (/^[\0\n\v\f \u00a0\ufeff]+[=+\-@＝＋－＠]|^\0/.test(text) ? `'${text}` : text);

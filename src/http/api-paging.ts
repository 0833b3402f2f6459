import type { Answer, Call, Row } from '../panel/answer.ts';

type ListAnswer = Extract<Answer, { kind: 'list' }>;

interface Part {
  readonly from: number;
  readonly rows: number;
}

/** Pages as the panel shows them have at most this many rows, and are counted to only so far. */
const mostRows = 500;
const deepest = 200;
const usualRows = 50;

/** All rows unless a page is asked for; one that the panel would not show as asked is cut out of all rows. */
export const wantsAllRows = (params: Call['params']): boolean => !isPage(params) || partOf(params) !== null;

/** The rows of the page asked for, of an answer with all rows. */
export function cut(answer: Answer, params: Call['params']): Answer {
  const part = isPage(params) ? partOf(params) : null;
  if (answer.kind !== 'list' || answer.chunks === null || part === null) return answer;
  return { ...answer, chunks: rowsOf(answer.chunks, part) };
}

const numberIn = (params: Call['params'], name: string): number | null => {
  const text = params.get(name) ?? '';
  return /^0*[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
};

const isPage = (params: Call['params']): boolean =>
  numberIn(params, 'p_num') !== null || numberIn(params, 'p_cnt') !== null;

/** null: the panel's own paging does it. */
function partOf(params: Call['params']): Part | null {
  const page = numberIn(params, 'p_num') ?? 1;
  const rows = numberIn(params, 'p_cnt') ?? usualRows;
  return page <= deepest && rows <= mostRows ? null : { from: (page - 1) * rows, rows };
}

async function* rowsOf(chunks: NonNullable<ListAnswer['chunks']>, { from, rows }: Part): AsyncGenerator<Row[]> {
  let at = 0;
  for await (const chunk of chunks) {
    const wanted = chunk.slice(Math.max(0, from - at), Math.max(0, from + rows - at));
    if (wanted.length > 0) yield wanted;
    at += chunk.length;
    if (at >= from + rows) return;
  }
}

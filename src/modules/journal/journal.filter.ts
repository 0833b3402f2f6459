import { fold } from '../../kernel/fold.ts';
import { startOfDay } from './day.ts';

/** Columns that a filter names by a word of its own: `func:user.disable`, `login:anna`, `object:"two words"`. */
const named = ['func', 'login', 'object'] as const;

export interface Exact {
  readonly column: (typeof named)[number] | 'scope_id' | 'subject_id';
  readonly value: string | number;
}

/** What a filter asks for; all of it must be so. */
export interface Sought {
  readonly exact: Exact[];
  /** Spans of time, epoch milliseconds: from the one until before the other. */
  readonly spans: { from: number; to: number }[];
  /** Looked for anywhere in what is shown, folded. */
  readonly words: string[];
}

/** Days, and spans of them, are the reader's: the list shows its times in the same zone. */
export function readFilter(filter: string, tz: string): Sought {
  const sought: Sought = { exact: [], spans: [], words: [] };
  for (const text of filter.match(/(?:func|login|object):"[^"]*"|\S+/g) ?? []) {
    const span = spanOf(text, tz);
    const exact = exactOf(text);
    if (span) sought.spans.push(span);
    else if (exact) sought.exact.push(exact);
    else if (fold(text) !== '') sought.words.push(fold(text));
  }
  return sought;
}

function spanOf(text: string, tz: string): Sought['spans'][number] | null {
  const [, first, last = first] = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return null;
  const [from, to] = [startOfDay(first, tz), startOfDay(last, tz, 1)];
  return from === null || to === null ? null : { from, to };
}

/** Funcs and logins are in lower case; an object is called what it is called. */
function exactOf(text: string): Exact | null {
  const [, name, value] = /^(\w+):"?([^"]+)"?$/.exec(text) ?? [];
  const column = named.find((one) => one === name);
  if (column === undefined || value === undefined) return null;
  return { column, value: column === 'object' ? value : value.toLowerCase() };
}

import assert from 'node:assert/strict';
import { expected, type Expected } from './expected.ts';
import type { Reply } from './house.ts';
import { canary, tenants, type Person } from './people.ts';

export interface Asked {
  readonly func: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly json: boolean;
}

function rowOf(func: string): Expected {
  const row = expected[func];
  if (!row) throw new Error(`${func} is in no table`);
  return row;
}

/** The status that the tables promise this person. */
export function promised({ standing, acting }: Person, { func, method, json }: Asked): number {
  if (standing === 'signedOut') return json ? 401 : 303;
  if (standing === 'over') return 403;
  const row = rowOf(func);
  if (method !== 'POST' && row.get === 422) return 422;
  const forbidden = !row.levels.includes(standing) || (acting && row.own === true);
  if (forbidden) return 403;
  return method === 'POST' ? row.post : row.get;
}

export const send = (
  { visitor }: Person,
  { func, method, json }: Asked,
  more: Record<string, string> = {},
): Promise<Reply> => {
  const out: Record<string, string> = json ? { out: 'json' } : {};
  if (method !== 'POST') return visitor.ask(method, `/${func}`, { query: { ...more, ...out } });
  return visitor.post(`/${func}`, { ...(expected[func]?.send ?? {}), ...more, ...out });
};

/** Nothing of accounts this person has no business with; a name is a word of its own. */
export function assertDiscreet({ name, knows }: Person, body: string, where: string): void {
  const others = tenants.filter((tenant) => !knows.includes(tenant));
  for (const other of others) {
    assert.ok(!body.includes(canary(other)), `${where}: ${name} reads of ${other}`);
    const found = word(other).exec(body.replaceAll(/\?next=[^"]*|object:north/g, ''));
    const around = found ? body.slice(Math.max(0, found.index - 200), found.index + 60) : '';
    assert.ok(name.includes(other) || !found, `${where}: ${name} reads the name ${other}: …${around}…`);
  }
}

/** The name standing by itself, as a name does in a page. */
const words = new Map<string, RegExp>(
  [/\bnorth\b/, /\bsouth\b/, /\balice\b/, /\bbob\b/, /\bcarol\b/, /\bdave\b/, /\bwest\b/, /\bwendy\b/].map(
    (pattern) => [pattern.source.replaceAll('\\b', ''), pattern],
  ),
);
const word = (name: string): RegExp => words.get(name) ?? /(?!)/;

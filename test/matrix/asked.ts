import assert from 'node:assert/strict';
import { expected, type Expected } from './expected.ts';
import type { Reply } from './house.ts';
import { fileIn, noteOf, notedFileOf, pairs, saidIn } from '../helpers/tickets.ts';
import { canary, displayed, tenants, type Person } from './people.ts';

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

const isVerb = ({ get, file }: Expected): boolean => get === 422 && file !== true;

/** The status that the tables promise this person. */
export function promised({ standing, acting }: Person, { func, method, json }: Asked): number {
  if (standing === 'signedOut') return json ? 401 : 303;
  if (standing === 'over') return 403;
  const row = rowOf(func);
  if (method !== 'POST' && isVerb(row)) return 422;
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

/** No text of accounts this person has no business with, though what it has asked for itself may name them. */
export function assertSilent(person: Person, body: string, where: string): void {
  assertSecret(person, body, where);
  for (const other of strangersTo(person)) {
    const rest = person.meets.includes(other) ? body.replaceAll(displayed(other), '') : body;
    assert.ok(!rest.includes(canary(other)), `${where}: ${person.name} reads of ${other}`);
  }
}

const strangersTo = ({ knows }: Person): string[] => tenants.filter((tenant) => !knows.includes(tenant));

/** The same, and not their names either; a name is a word of its own. */
export function assertDiscreet(person: Person, body: string, where: string): void {
  const { name, meets } = person;
  assertSilent(person, body, where);
  for (const other of strangersTo(person)) {
    const found = meets.includes(other) ? null : word(other).exec(body.replaceAll(/\?next=[^"]*|object:north/g, ''));
    const around = found ? body.slice(Math.max(0, found.index - 200), found.index + 60) : '';
    assert.ok(name.includes(other) || !found, `${where}: ${name} reads the name ${other}: …${around}…`);
  }
}

const conversations = pairs.flatMap(([client, provider]) => [
  ...[saidIn(client), fileIn(client)].map((text) => ({ text, readers: [client, provider] })),
  ...[client, provider].flatMap((name) =>
    [noteOf(name, client), notedFileOf(name, client)].map((text) => ({ text, readers: [name] })),
  ),
]);

/** What is said in a ticket is read by its two sides only, and what one of them notes by that one. */
function assertSecret({ name, panel }: Person, body: string, where: string): void {
  for (const { text, readers } of conversations)
    if (!readers.some((reader) => reader === panel)) assert.ok(!body.includes(text), `${where}: ${name} reads ${text}`);
}

/** The name standing by itself, as a name does in a page. */
const words = new Map<string, RegExp>(
  [/\bnorth\b/, /\bsouth\b/, /\balice\b/, /\bbob\b/, /\bcarol\b/, /\bdave\b/, /\bwest\b/, /\bwendy\b/].map(
    (pattern) => [pattern.source.replaceAll('\\b', ''), pattern],
  ),
);
const word = (name: string): RegExp => words.get(name) ?? /(?!)/;

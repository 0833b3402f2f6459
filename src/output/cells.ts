import type { Level } from '../kernel/ctx.ts';
import { features } from '../kernel/features.ts';
import type { Answer, Row } from '../panel/answer.ts';
import type { AnyModule, Column } from '../panel/define.ts';
import { iso } from './format.ts';

export type ListAnswer = Extract<Answer, { kind: 'list' }>;
/** A name and its raw value: bytes, ISO times, on or off. */
export type Cell = readonly [name: string, value: string];

export const flag = (on: boolean): string => (on ? 'on' : 'off');

/** The columns this level may see, in the order declared. */
export function columnsFor(module: AnyModule, level: Level): [string, Column][] {
  return Object.entries(module.list?.columns ?? {}).flatMap(([name, column]): [string, Column][] =>
    column !== undefined && (column.levels?.includes(level) ?? true) ? [[name, column]] : [],
  );
}

/** Every row asked for, in chunks, whether the answer holds one page or a stream of them. */
export async function* rowChunks(answer: ListAnswer): AsyncGenerator<Row[]> {
  if (answer.chunks) yield* answer.chunks;
  else yield answer.page.rows;
}

/** How a column is told as data: the names of its values, and those of a cell in the same order. */
export interface Told {
  readonly names: readonly string[];
  readonly values: (cell: unknown) => readonly string[];
}

/** In a table a usage cell is two values, a state three, everything else one; `properties` keeps its words together. */
export function told(name: string, column: Column): Told {
  if (column.as === 'usage') return { names: [`${name}_used`, `${name}_max`], values: usageValues };
  if (column.as === 'properties') return { names: [name], values: propertyWords };
  if (column.as === 'state') return { names: [name, `${name}_text`, `${name}_at`], values: stateValues };
  return { names: [name], values: (cell) => [plainValue(column, cell)] };
}

/** As scripts read it: properties are a flag each. */
export const toldToScripts = (name: string, column: Column): Told =>
  column.as === 'properties' ? { names: ['active', ...features], values: propertyFlags } : told(name, column);

function plainValue({ as }: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (as === 'time' && typeof value === 'number') return iso(value);
  if (as === 'flag') return flag(Boolean(value));
  if (typeof value === 'boolean') return flag(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function usageValues(cell: unknown): string[] {
  const { used, max } = objectOf(cell);
  return [amountOf(used), amountOf(max)];
}

/** No limit is an empty value. */
const amountOf = (value: unknown): string => (typeof value === 'number' ? String(value) : '');

function stateValues(cell: unknown): string[] {
  const { word, text, at } = objectOf(cell);
  return [textOf(word), textOf(text), typeof at === 'number' ? iso(at) : ''];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function propertyWords(cell: unknown): string[] {
  const { active, features: on } = propertiesIn(cell);
  return [[active ? 'active' : 'disabled', ...features.filter((feature) => on.includes(feature))].join(' ')];
}

function propertyFlags(cell: unknown): string[] {
  const { active, features: on } = propertiesIn(cell);
  return [flag(active), ...features.map((feature) => flag(on.includes(feature)))];
}

function propertiesIn(cell: unknown): { active: boolean; features: readonly unknown[] } {
  const { active, features: on } = objectOf(cell);
  return { active: active === true, features: Array.isArray(on) ? on : [] };
}

const objectOf = (value: unknown): Row => (typeof value === 'object' && value !== null ? (value as Row) : {});

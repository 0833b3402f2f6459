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

/** A usage cell is two values, everything else one; `properties` keeps its words together. */
export function columnNames(name: string, column: Column): string[] {
  return column.as === 'usage' ? [`${name}_used`, `${name}_max`] : [name];
}

export function columnValues(column: Column, value: unknown): string[] {
  if (column.as === 'usage') return usageValues(value);
  if (column.as === 'properties') return [[isActive(value) ? 'active' : 'disabled', ...featuresOf(value)].join(' ')];
  return [plainValue(column, value)];
}

/** One cell as scripts read it: properties are a flag each. */
export function scriptCells(name: string, column: Column, value: unknown): Cell[] {
  if (column.as !== 'properties') return zip(columnNames(name, column), columnValues(column, value));
  const on = featuresOf(value);
  return [['active', flag(isActive(value))], ...features.map((feature): Cell => [feature, flag(on.includes(feature))])];
}

const zip = (names: string[], values: string[]): Cell[] => names.map((name, index) => [name, values[index] ?? '']);

function plainValue({ as }: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (as === 'time' && typeof value === 'number') return iso(value);
  if (as === 'flag') return flag(Boolean(value));
  if (typeof value === 'boolean') return flag(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function usageValues(value: unknown): string[] {
  const { used, max } = objectOf(value);
  return [amountOf(used), amountOf(max)];
}

/** No limit is an empty value. */
const amountOf = (value: unknown): string => (typeof value === 'number' ? String(value) : '');
const isActive = (value: unknown): boolean => objectOf(value)['active'] === true;

function featuresOf(value: unknown): string[] {
  const given = objectOf(value)['features'];
  return Array.isArray(given) ? features.filter((feature) => given.includes(feature)) : [];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

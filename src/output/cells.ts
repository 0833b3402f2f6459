import type { Level } from '../kernel/ctx.ts';
import { features } from '../kernel/features.ts';
import type { Answer, Row } from '../panel/answer.ts';
import type { AnyModule, Column } from '../panel/define.ts';
import { iso } from './format.ts';

export type ListAnswer = Extract<Answer, { kind: 'list' }>;

export const flag = (on: boolean): string => (on ? 'on' : 'off');

/** The columns this level may see, in the order declared. */
export function columnsFor(module: AnyModule, level: Level): [string, Column][] {
  return Object.entries(module.list?.columns ?? {}).flatMap(([name, column]): [string, Column][] =>
    column !== undefined && (column.levels?.includes(level) ?? true) ? [[name, column]] : [],
  );
}

/** One value of a cell as data: bytes, ISO times, on or off; empty where there is none. */
export interface Field {
  readonly name: string;
  readonly read: (cell: unknown) => string;
  /** Letters, digits and the like alone: nothing that any form would have to escape. */
  readonly plain: boolean;
}

/** How a column is told as data. */
export interface Told {
  readonly fields: readonly Field[];
  /** Cells with the same number here are told alike. There are few such numbers. */
  readonly kind?: (cell: unknown) => number;
}

/** In a table a usage cell is two values, a state three, everything else one; `properties` keeps its words together. */
export function told(name: string, column: Column): Told {
  if (column.as === 'usage')
    return { fields: [field(`${name}_used`, usedIn, true), field(`${name}_max`, maxIn, true)] };
  if (column.as === 'properties') return { fields: [field(name, propertyWords)] };
  if (column.as === 'state')
    return {
      fields: [field(name, wordIn), field(`${name}_text`, textIn), field(`${name}_at`, timeIn)],
    };
  return { fields: [field(name, (cell) => plainValue(column, cell))] };
}

/** As scripts read it: properties are a flag each. */
export function toldToScripts(name: string, column: Column): Told {
  if (column.as !== 'properties') return told(name, column);
  const flags = features.map((feature) => field(feature, (cell) => flag(featuresOf(cell).includes(feature)), true));
  return { fields: [field('active', (cell) => flag(isActive(cell)), true), ...flags], kind: propertyBits };
}

const field = (name: string, read: Field['read'], plain = false): Field => ({ name, read, plain });

function plainValue({ as }: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (as === 'time' && typeof value === 'number') return iso(value);
  if (as === 'flag') return flag(Boolean(value));
  if (typeof value === 'boolean') return flag(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// Each reads its property by name: a name that is only known as it runs has to be looked up for every cell.
const usedIn = (cell: unknown): string => amountOf(objectOf(cell)['used']);
const maxIn = (cell: unknown): string => amountOf(objectOf(cell)['max']);
const wordIn = (cell: unknown): string => textOf(objectOf(cell)['word']);
const textIn = (cell: unknown): string => textOf(objectOf(cell)['text']);

/** No limit is an empty value. */
const amountOf = (value: unknown): string => (typeof value === 'number' ? String(value) : '');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function timeIn(cell: unknown): string {
  const { at } = objectOf(cell);
  return typeof at === 'number' ? iso(at) : '';
}

const isActive = (cell: unknown): boolean => objectOf(cell)['active'] === true;

function featuresOf(cell: unknown): readonly unknown[] {
  const { features: on } = objectOf(cell);
  return Array.isArray(on) ? on : [];
}

function propertyWords(cell: unknown): string {
  const on = featuresOf(cell);
  return [isActive(cell) ? 'active' : 'disabled', ...features.filter((feature) => on.includes(feature))].join(' ');
}

function propertyBits(cell: unknown): number {
  const on = featuresOf(cell);
  let bits = isActive(cell) ? 1 : 0;
  for (const feature of features) bits = bits * 2 + (on.includes(feature) ? 1 : 0);
  return bits;
}

const empty: Row = {};
const objectOf = (value: unknown): Row => (typeof value === 'object' && value !== null ? (value as Row) : empty);

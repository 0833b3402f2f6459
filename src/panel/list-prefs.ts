import type { AnyModule, Column } from './define.ts';

type List = NonNullable<AnyModule['list']>;

/** How one person wants to see one list. */
export interface ListPrefs {
  /** Columns in the order wanted; what is not named follows as declared. */
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  /** null: as many rows as the panel shows by itself. */
  readonly perPage: number | null;
  /** States of the list's address under names of one's own. */
  readonly views: readonly { readonly name: string; readonly state: string }[];
}

/** Which columns, in which order. */
export type Shown = Pick<ListPrefs, 'order' | 'hidden'>;

export type AllListPrefs = Readonly<Record<string, ListPrefs>>;

const none: ListPrefs = { order: [], hidden: [], perPage: null, views: [] };

export const listPrefsOf = (all: AllListPrefs, func: string): ListPrefs =>
  Object.hasOwn(all, func) ? (all[func] ?? none) : none;

/** The column that says which row this is: always shown, and first. */
export function keyColumn({ columns, key }: List): string {
  const names = Object.keys(columns);
  return names.find((name) => columns[name]?.as === 'name') ?? names.find((name) => name === key) ?? names[0] ?? key;
}

/** The columns in the order wanted, hidden ones included. */
export function inOrder(list: List, columns: [string, Column][], { order }: Shown): [string, Column][] {
  const first = keyColumn(list);
  const rank = (name: string): number => {
    const at = order.indexOf(name);
    return name === first ? -1 : at === -1 ? order.length : at;
  };
  return columns.toSorted(([a], [b]) => rank(a) - rank(b));
}

export function isHidden(list: List, name: string, { hidden, order }: Shown): boolean {
  const columns: Readonly<Record<string, Column | undefined>> = list.columns;
  const unasked = columns[name]?.off === true && !order.includes(name);
  return name !== keyColumn(list) && (hidden.includes(name) || unasked);
}

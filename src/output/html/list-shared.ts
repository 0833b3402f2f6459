import { markup, type Markup } from '../../kernel/markup.ts';

/** What the markup of a list shares: its words, and what kind of list it is. */
export interface Shared {
  readonly t: (key: string, values?: Record<string, string>) => string;
  /** Address of the file of icons. */
  readonly sprite: string;
  readonly title: string;
  /** Rows can be ticked and have a menu. */
  readonly acts: boolean;
  /** There is help to open. */
  readonly helps: boolean;
}

export const icon = (sprite: string, name: string): Markup =>
  markup`<svg aria-hidden="true"><use href="${sprite}#${name}"></use></svg>`;

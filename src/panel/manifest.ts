import type { Level } from '../kernel/ctx.ts';
import type { Lang } from '../lang/languages.ts';

export interface MenuItem {
  readonly func: string;
  readonly icon: string;
  readonly levels: readonly Level[];
}

export interface MenuNode {
  /** Its label is the caption `menu_NAME` of `desktop`; entries of the section '' stand above the first heading. */
  readonly name: string;
  readonly items: readonly MenuItem[];
}

/** Captions of one language: `reseller` → `title` → text. */
export type Texts = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What all plugins together declare; the panel's own file comes first. */
export interface Manifest {
  /** Of the first file. */
  readonly name: string;
  readonly version: string;
  readonly plugins: readonly { readonly name: string; readonly version: string; readonly file: string }[];
  readonly menu: readonly MenuNode[];
  readonly funcs: ReadonlyMap<string, { readonly levels: readonly Level[]; readonly file: string }>;
  readonly captions: Readonly<Record<Lang, Texts>>;
}

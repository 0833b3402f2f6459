import type { z } from 'zod';
import type { Ctx, Level } from '../kernel/ctx.ts';
import type { MessageValues, Problem } from '../kernel/errors.ts';
import type { Counts, ListQuery, Page } from './list.ts';

/** All modules by name; `registry.ts` makes it. */
export type Registry = ReadonlyMap<string, AnyModule>;

type Shape = z.ZodObject;
type Keys<S extends Shape> = Extract<keyof z.infer<S>, string>;

/** How a cell is shown. `usage` cells hold {used, max}; `properties` cells
 * {active, features}, `change` cells {before, after}, `duration` cells milliseconds; a `choice` is one of `tones`, in
 * the words of the caption COLUMN_VALUE; a `state` is a choice with what explains it, {word, text, at}; a `name` has a
 * second line and a state beside it in its row. */
export type CellKind =
  'text' | 'name' | 'number' | 'usage' | 'properties' | 'flag' | 'time' | 'change' | 'choice' | 'state' | 'duration';
/** Of a choice: what is plain has no colour, so that exceptions are seen. */
export type Tone = 'plain' | 'new' | 'ok' | 'warn' | 'bad' | 'off';
export type Unit = 'count' | 'disk' | 'traffic';

export interface Column {
  as?: CellKind;
  unit?: Unit;
  sortable?: boolean;
  /** The first click sorts downwards: for amounts and times, where the large and new are looked for. */
  descFirst?: boolean;
  /** The cell links to this func of the row. */
  link?: string;
  /** The cell links to this list filtered by `WORD:value`, which its filter has to understand. */
  narrows?: string;
  /** The cell links to the path, below the panel's root, that stands in this key of its row; '' is nowhere. */
  leads?: string;
  /** Dropped first when the window is narrow. */
  minor?: boolean;
  /** Not shown until somebody chooses it. */
  off?: boolean;
  /** Not shown on a page where it says nothing of any row. */
  quiet?: boolean;
  /** A time is shown to the second rather than as "3 wk. ago": for logs. */
  exact?: boolean;
  /** Shown to these levels only. */
  levels?: readonly Level[];
  /** Every value of a choice, and every word of a state. */
  tones?: Readonly<Record<string, Tone>>;
}

export interface ListDef<R extends Shape> {
  row: R;
  /** Column names are keys of the row; their order is the order shown. */
  columns: Partial<Record<Keys<R>, Column>>;
  /** The column that `elid` carries in the API and that names a row in messages. */
  key: Keys<R>;
  /** A column name, with `-` before it for downwards. */
  defaultSort: string;
  /** Saved views shown as tabs, the first is the default. `all` is always there. */
  views?: readonly string[];
  showDeleted?: boolean;
  /** Its rows are found by the search over everything, through its filter. */
  searched?: boolean;
  load(ctx: Ctx, query: ListQuery): Promise<Page<z.infer<R>>>;
  /** Rows in all and in each view, from kept counters or exact up to a bound. */
  count(ctx: Ctx, query: ListQuery): Promise<Counts>;
  /** What the rows are called, by elid; a row that is not there, or not theirs, is left out. */
  names(ctx: Ctx, elids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** `edit`, verbs and pages in groups, as the toolbar shows them. */
  toolbar?: readonly (readonly string[])[];
  /** Only of oneself: cannot be seen while working in another's panel. */
  whileActing?: false;
}

export interface Option {
  value: string;
  label: string;
}

/** A `hidden` one is never filled in by hand: the page that asks says it already. */
export type FieldKind =
  'text' | 'email' | 'password' | 'newPassword' | 'number' | 'select' | 'switch' | 'textarea' | 'files' | 'hidden';

export interface Field {
  as?: FieldKind;
  /** The card the field stands in: `account`, `limits`, `features`, … captions name it. */
  group?: string;
  /** Shown inside the field at its end; a message `unit.*`. Amounts are kept in bytes, times in minutes. */
  unit?: 'GiB' | 'MiB' | 'GB' | 'hours';
  /** Never comes back in a page or an answer, as passwords never do; a function says it of what was given. */
  secret?: true | ((given: string) => boolean);
  required?: boolean;
  /** What it may hold, for `select`, which is left out of the page when that is nothing; for `files` one: the endings offered, and what may be sent in words. A form has an `elid`, a verb the `elids` it is about. */
  options?(ctx: Ctx, elid: string | null, elids: readonly string[]): Promise<Option[]> | Option[];
  /** Whether this viewer has the field at all, when making (`null`) or changing a row. A field it has not is never read from the request. */
  shown?(ctx: Ctx, elid: string | null): boolean;
  /** Can be given only when the row is made. */
  fixed?: boolean;
  autocomplete?: string;
  /** What is wrong with a value that the schema takes, said while a new row's form is filled in; it may throw the form's own refusal. */
  check?(ctx: Ctx, value: string): Promise<Problem | null>;
}

/** What is told above the form of a row, in a caption of the module; its `{{when}}` is the time `at`. */
export interface Notice {
  text: string;
  values?: MessageValues;
  at: number;
  /** A field of one of the module's verbs that can be filled in right there. */
  ask: { verb: string; field: string; value: string } | null;
}

export interface FormDef<F extends Shape> {
  schema: F;
  /** Column groups side by side: how many fields a row, by group name; 1 unless told. */
  columns?: Readonly<Record<string, number>>;
  /** Every key of the schema has a field here: tsc says so. */
  fields: Record<Keys<F>, Field>;
  /** The values shown: of a row, or (null) what a new one starts with. */
  load(ctx: Ctx, elid: string | null): Promise<z.infer<F>>;
  create?(ctx: Ctx, input: z.infer<F>): Promise<string>;
  update?(ctx: Ctx, elid: string, input: z.infer<F>): Promise<void>;
  notice?(ctx: Ctx, elid: string): Promise<Notice | null>;
  /** What is saved takes effect elsewhere: whoever saved it is told how that goes. */
  follows?: boolean;
  whileActing?: false;
}

/** How far what was done to some rows has come where it takes effect. */
export interface Progress {
  /** Nothing more is to come. */
  done: boolean;
  tone: Tone;
  /** In the language of whoever asks; '' when there is nothing to say. */
  text: string;
  /** Stands behind the text as "5 min. ago". */
  at: number | null;
}

/** What a verb did to one row, when it is more than "done". */
export interface Outcome {
  /** Where to go now, below the panel's root: `/as/abc/user`. */
  goto?: string;
  /** Of a page: what it was done to, by name. */
  names?: readonly string[];
  /** Answered at once on this page of the one row, beside what it loads, and kept nowhere: a secret that is shown once. */
  shows?: { page: string; told: Readonly<Record<string, unknown>> };
}

/** What a confirmation page says of the rows about to be changed. */
export interface Consequence {
  /** A caption key of the module and its values: `delete_sites` {count: 3}. */
  text: string;
  values?: MessageValues;
}

export interface Verb<I extends Shape = Shape> {
  levels?: readonly Level[];
  on: 'one' | 'many' | 'none';
  /** Asked before it happens; unless told, whenever there is an input. `typed`: the row's name (or the number of rows) is typed; a function decides for the rows at hand. */
  confirm?: false | 'simple' | 'typed' | ((ctx: Ctx, elids: readonly string[]) => Promise<false | 'simple' | 'typed'>);
  /** What the confirmation says will happen; the input is as it was sent, perhaps wrong. */
  consequences?(ctx: Ctx, elids: readonly string[], input: Readonly<Record<string, unknown>>): Promise<Consequence[]>;
  input?: { schema: I; fields: Record<Keys<I>, Field> };
  run(ctx: Ctx, elid: string, input: z.infer<I>): Promise<Outcome> | Promise<void>;
  /** What it does takes effect elsewhere: whoever did it is told how that goes. */
  follows?: boolean;
  /** The verb that takes it back, offered as Undo. */
  undo?: string;
  /** What can be done next to the one row it was done to: a func of the module; its words are the caption `offer_VERB`. */
  offers?(input: z.infer<I>): string | null;
  danger?: boolean;
  /** Name of a Tabler icon. */
  icon?: string;
  /** The one-letter key in the list. */
  key?: string;
  /** Not offered in toolbar and row menu; only through the API or its own page. */
  hidden?: boolean;
  /** The page of the row that its input is filled in on: what is wrong with it is told there. */
  page?: string;
  /** Cannot be called while working in another's panel. */
  whileActing?: false;
}

/** A page of a module's own, where list and form cannot serve. */
export interface PageDef {
  /** The template: a full path, but for our own `overview`, `access`, `search`, `server` and `thread`. */
  view: string;
  load(ctx: Ctx, params: ReadonlyMap<string, string>, registry: Registry): Promise<Record<string, unknown>>;
  /** Takes the page's own form. */
  save?(ctx: Ctx, params: ReadonlyMap<string, string>, registry: Registry): Promise<Outcome> | Promise<void>;
  whileActing?: false;
}

/** A file as it is sent. */
export interface SentFile {
  readonly name: string;
  readonly type: string;
  /** Where it lies. */
  readonly path: string;
  /** Shown in a page rather than kept by the reader: only for what the panel has made itself. */
  readonly inline: boolean;
}

export interface FileDef {
  load(ctx: Ctx, elid: string): Promise<SentFile>;
}

export interface ModuleDef<R extends Shape, F extends Shape> {
  /** The func: `reseller` gives `reseller`, `reseller.edit`, `reseller.disable`, … */
  name: string;
  levels: readonly Level[];
  list?: ListDef<R>;
  form?: FormDef<F>;
  verbs?: Record<string, Verb>;
  page?: PageDef;
  /** Further pages, each a func: `reseller.access`. Shown in the toolbar when `on` is given. */
  pages?: Record<string, PageDef & { on?: 'one'; levels?: readonly Level[]; icon?: string }>;
  /** What can be fetched, each a func: `ticket.file`. */
  files?: Record<string, FileDef>;
  /** Tells of rows, by their elids, how far a change has come; asked about once a second, as `NAME.progress`. Null: none is there and theirs. */
  progress?(ctx: Ctx, elids: readonly string[]): Promise<Progress | null>;
}

// Method bivariance lets modules of different shapes live in one registry.
export type AnyModule = ModuleDef<Shape, Shape>;

/** Checks the types of one module definition, then forgets them. */
export function defineModule<R extends Shape, F extends Shape>(def: ModuleDef<R, F>): AnyModule {
  return def;
}

/** The same for a verb with an input of its own. */
export function defineVerb<I extends Shape>(verb: Verb<I>): Verb {
  return verb;
}

import type { CellKind, Tone } from '../panel/define.ts';

/**
 * What a template gets. Templates hold no logic beyond each and if: every text is translated, every number formatted,
 * every link complete before it arrives here. Fields that are null are left out of the page.
 */
export interface PageView {
  lang: string;
  /** 'light', 'dark' or null: as the system says. */
  theme: 'light' | 'dark' | null;
  /** Of the document and the h1. */
  title: string;
  brand: string;
  /** host · version, at the foot of the menu. */
  foot: string;
  /** Before every link of the panel: '' or '/as/GRANT'. */
  base: string;
  csrf: string;
  /** Fresh for every form shown, so that a form sent twice is done once. */
  opId: string;
  asset: (name: string) => string;
  /** Chrome texts by key: t('filter.placeholder'). */
  t: (key: string, values?: Record<string, string | number>) => string;
  viewer: { name: string; initials: string; level: string };
  menu: MenuSection[];
  acting: ActingView | null;
  flash: FlashView[];
  crumbs: { label: string; href: string | null }[];
  /** Under the account's name, above Sign out: profile, sessions, … */
  accountMenu: { label: string; href: string; icon: string }[];
  /** The bell in the top bar, with how much has not been seen; null: not while working in another's panel. */
  bell: { href: string; count: string | null; label: string } | null;
  /** The search over everything in the top bar (a GET form with `q`); null: none. */
  search: { href: string; value: string } | null;
  /** Single-letter keys are on (a choice of the profile). */
  keys: boolean;
  languages: { code: string; label: string; current: boolean }[];
}

export interface MenuSection {
  /** null for entries above the first heading. */
  label: string | null;
  items: { func: string; label: string; href: string; icon: string; current: boolean; badge: string | null }[];
}

export interface ActingView {
  /** "You are working as reseller <b>x</b> — signed in as root." split around the name, so that the name is <bdi>. */
  before: string;
  name: string;
  after: string;
  chain: { name: string; href: string; current: boolean }[];
  returnTo: string;
  /** POSTed with the csrf token; ends the innermost grant. */
  returnHref: string;
  /** Set when the panel entered is disabled. */
  notice: string | null;
}

export interface FlashView {
  kind: 'ok' | 'error';
  text: string;
  /** A form with one button. */
  undo: {
    action: string;
    elids: string[];
    label: string;
    /** Where it is sent, below `base`, when that is not `/do`, and what else is sent. */
    to?: string;
    fields?: { name: string; value: string }[];
  } | null;
  /** Where the cause can be seen. */
  link: { href: string; label: string } | null;
  /** Failures by name, under the text. */
  items: string[];
  /** Where a script asks again and again how it goes on. */
  follow?: string;
}

export interface ButtonView {
  func: string;
  label: string;
  icon: string;
  /** '1': exactly one row, '+': one or more, '0': none needed. */
  rows: '0' | '1' | '+';
  /** Why it is off when the selection does not fit. */
  hint: string;
  danger: boolean;
  /** GET link instead of a POST (New). */
  href: string | null;
  /** The one-letter key, shown in the row menu. */
  key: string | null;
}

export type CellView =
  | { as: 'text'; text: string; title: string | null; href: string | null }
  | {
      as: 'name';
      text: string;
      second: string;
      href: string | null;
      chip: { text: string; tone: string; title: string } | null;
    }
  | { as: 'number'; text: string; href?: string | null }
  /** tone: 'ok' | 'warn' | 'bad'; percent null: no limit. */
  | { as: 'usage'; used: string; max: string; percent: string | null; value: number; tone: string }
  /** Six marks, always, each with an icon by its name; label is the whole sentence for a screen reader. */
  | { as: 'properties'; label: string; marks: { name: string; on: boolean; title: string }[] }
  /** `small` explains it, `title` in full. */
  | { as: 'choice'; text: string; tone: Tone; small?: string; title?: string }
  | { as: 'flag'; on: boolean; label: string }
  | { as: 'time'; text: string; exact: string; iso: string };

/** The page of a list whatever its rows are, made once for many requests; in its places each puts what is its own. */
export interface ListView extends PageView, ListPlaces {
  view: 'list';
  func: string;
  toolbar: ButtonView[][];
  rowMenu: ButtonView[][];
  /** What the manual says of this list. */
  help: string | null;
  /** What the filter understands besides words. */
  filterHint: string | null;
  showDeleted: boolean | null;
  /** All columns in the order shown, to choose from; `fixed` cannot be hidden or moved. */
  chooser: { name: string; label: string; shown: boolean; fixed: boolean }[];
  /** This list as it is shown, below `base`: an undo returns to it. */
  back?: string;
}

export interface ListPlaces {
  count: string;
  tabs: string;
  filter: string;
  csvHref: string;
  table: string;
}

/** What a list shows at one request. */
export interface ListState {
  count: string;
  /** `own`: one of the person's own, by the name it can be removed by. */
  views: { label: string; count: string | null; href: string; current: boolean; own: string | null }[];
  /** Answers how many rows one's own views have. */
  countsHref: string | null;
  filter: string;
  /** Carried by the filter form as hidden fields: name and value. */
  state: (readonly [name: string, value: string])[];
  columns: {
    name: string;
    label: string;
    kind: CellKind;
    sortHref: string | null;
    sorted: 'ascending' | 'descending' | null;
    minor: boolean;
  }[];
  /** `unread` is null in lists of what is not read. */
  rows: { elid: string; name: string; deleted: boolean; unread: boolean | null; cells: CellView[] }[];
  empty: { title: string; text: string; action: { label: string; href: string } | null } | null;
  range: string;
  perPage: { n: number; current: boolean }[];
  pages: { label: string; href: string | null; current: boolean; rel: 'prev' | 'next' | null }[];
  csvHref: string;
  /** Offered when there are more rows than the page shows, and a verb that takes many: its words and their number. */
  every: { label: string; number: string } | null;
  /** This list as it is shown, below `base`: verbs return to it. */
  back: string;
}

export interface FieldView {
  name: string;
  id: string;
  label: string;
  hint: string | null;
  as: string;
  value: string;
  checked: boolean;
  required: boolean;
  readonly: boolean;
  unit: string | null;
  autocomplete: string | null;
  options: { value: string; label: string; selected: boolean }[];
  problem: string | null;
  /** Where the server says what it thinks of the value before the form is sent; `&value=` is added. */
  check?: string | null;
  icon: string | null;
  /** Of `files`: the endings that the browser offers to choose from. */
  accept?: string | null;
}

export interface FormView extends PageView {
  view: 'form';
  func: string;
  elid: string | null;
  action: string;
  /** Files can be sent with it. */
  multipart: boolean;
  error: string | null;
  errorTitle: string | null;
  /** Told above the form; with a field, a small form of its own. */
  notice?: { text: string; func: string; action: string; field: FieldView | null } | null;
  problems: { href: string; text: string }[];
  groups: { name: string; label: string; hint: string | null; columns: number; fields: FieldView[] }[];
  submit: string;
  another: string | null;
  cancelHref: string;
  aside: { title: string; lines: string[] } | null;
}

export interface ConfirmView extends PageView {
  view: 'confirm';
  func: string;
  action: string;
  /** Files can be sent with it. */
  multipart: boolean;
  elids: string[];
  /** How many rows, when they are all that the list shows and not named one by one. */
  every: number | null;
  question: string;
  lines: string[];
  names: string[];
  /** What has to be typed, null when nothing. */
  typed: string | null;
  typedLabel: string | null;
  typedProblem: string | null;
  fields: FieldView[];
  submit: string;
  icon: string;
  danger: boolean;
  cancelHref: string;
}

/** Sign-in, set-up, suspended and error pages: outside the frame of the panel. */
export interface PlainView extends Omit<
  PageView,
  'menu' | 'viewer' | 'acting' | 'crumbs' | 'accountMenu' | 'bell' | 'search' | 'keys'
> {
  view: 'login' | 'setup' | 'error';
  /** What the browser is at: the host name. */
  host: string;
  error: string | null;
  problems: { href: string; text: string }[];
  fields: FieldView[];
  submit: string;
  action: string;
  /** For errors: what happened and what to do. */
  text: string | null;
  links: { label: string; href: string }[];
}

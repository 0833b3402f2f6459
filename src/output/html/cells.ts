import { features } from '../../kernel/features.ts';
import type { Row } from '../../panel/answer.ts';
import type { Column } from '../../panel/define.ts';
import { iso } from '../format.ts';
import type { CellView } from '../html.view.ts';
import type { Tools, Writer } from './standing.ts';

/** Where the shapes of `AccountRow` and other rows meet the page: one function a kind of cell. */
type CellOf = (write: Writer, cell: CellIn) => CellView;

export interface CellIn {
  readonly module: string;
  /** The column. */
  readonly name: string;
  readonly column: Column;
  readonly row: Row;
  readonly value: unknown;
  /** Where the cell links to, if it does. */
  readonly href: string | null;
}

const text: CellOf = (_write, { value, href }) => {
  const shown = plain(value);
  return { as: 'text', text: shown, title: shown.length > 60 ? shown : null, href };
};

const name: CellOf = (write, { module, row, value, href }) => ({
  as: 'name',
  text: plain(value),
  second: plain(row['second']),
  href,
  chip: chip(write, module, row['state']),
});

const number: CellOf = ({ format }, { value, column, href }) => ({
  as: 'number',
  text: typeof value === 'number' ? format.amount(value, column.unit ?? 'count') : '',
  href,
});

const usage: CellOf = ({ format }, { value, column }) => {
  const { used, max } = value as { used: number; max: number | null };
  return { as: 'usage', ...format.usage(used, max, column.unit ?? 'count') };
};

interface Properties {
  readonly active: boolean;
  readonly features: readonly string[];
}

/** What is written of a set of features, active or not. */
type Written = Partial<Record<'on' | 'off', CellView>>;

/** Lists show the same few sets row after row; by the language, which its words tell, the module and the set. */
const written = new WeakMap<Tools['t'], Map<string, WeakMap<readonly string[], Written>>>();

const properties: CellOf = (write, { value, module }) => {
  const { active, features: on } = value as Properties;
  const known = ofSet(write, module, on);
  return (known[active ? 'on' : 'off'] ??= propertiesView(write, module, { active, features: on }));
};

function ofSet({ t }: Tools, module: string, set: readonly string[]): Written {
  const inLanguage = written.get(t) ?? new Map<string, WeakMap<readonly string[], Written>>();
  written.set(t, inLanguage);
  const ofModule = inLanguage.get(module) ?? new WeakMap<readonly string[], Written>();
  inLanguage.set(module, ofModule);
  const known = ofModule.get(set) ?? {};
  ofModule.set(set, known);
  return known;
}

/** Active or not, then each feature; always six places, so that a column of equal icons can be scanned down. */
function propertiesView({ t }: Tools, module: string, { active, features: on }: Properties): CellView {
  const offered = module === 'site' ? features.filter((feature) => feature !== 'shell') : features;
  const marks = offered.map((feature) => mark(t, feature, on.includes(feature)));
  const word = t(active ? 'properties.active' : 'properties.disabled');
  const none = t('properties.none');
  const said = (wanted: boolean): string =>
    offered
      .filter((one) => on.includes(one) === wanted)
      .map((one) => t(`feature.${one}`))
      .join(', ');
  return {
    as: 'properties',
    label: t('properties.label', { state: word, on: said(true) || none, off: said(false) || none }),
    marks: [{ name: 'active', on: active, title: word }, ...marks],
  };
}

/** One icon a feature, wherever it shows. */
export const featureIcons: Readonly<Record<string, string>> = {
  shell: 'terminal-2',
  cgi: 'file-code',
  php: 'brand-php',
  ssi: 'puzzle',
  https: 'lock',
};

const mark = (t: Writer['t'], feature: string, on: boolean): { name: string; on: boolean; title: string } => ({
  name: feature,
  on,
  title: `${t(`feature.${feature}`)}: ${t(on ? 'properties.on' : 'properties.off')}`,
});

const flag: CellOf = ({ t }, { value }) => ({
  as: 'flag',
  on: value === true,
  label: t(value === true ? 'properties.on' : 'properties.off'),
});

const time: CellOf = ({ format, ctx }, { value, column }) => {
  if (typeof value !== 'number') return { as: 'text', text: '', title: null, href: null };
  const exact = format.exact(value);
  const relative = format.relative(value, ctx.now);
  return column.exact === true
    ? { as: 'time', text: exact, exact: relative, iso: iso(value) }
    : { as: 'time', text: relative, exact, iso: iso(value) };
};

/** A word out of a few, in the colour that the column gives it. */
const choice: CellOf = ({ caption }, { module, column, value, name: named }) => {
  const word = plain(value);
  if (word === '') return { as: 'text', text: '', title: null, href: null };
  return { as: 'choice', text: caption(module, `${named}_${word}`), tone: column.tones?.[word] ?? 'plain' };
};

/** The same with what explains it: a text and a time, either of which may be missing. */
const state: CellOf = (write, given) => {
  const { word, text: said, at } = given.value as { word: string; text: string; at: number | null };
  const shown = choice(write, { ...given, value: word });
  const when = at === null ? '' : write.format.relative(at, write.ctx.now);
  const small = [said, when].filter((part) => part !== '').join(' · ');
  if (shown.as !== 'choice' || small === '') return shown;
  return { ...shown, small, title: [said, at === null ? '' : write.format.exact(at)].filter(Boolean).join('\n') };
};

const duration: CellOf = ({ format }, { value }) => ({
  as: 'number',
  text: typeof value === 'number' ? format.duration(value) : '',
});

/** "Disk: 10 GiB → 20 GiB": fields by their captions, amounts in their units. */
const change: CellOf = (write, { value, row }) => {
  const { before, after } = value as { before: Row; after: Row };
  const module = String(row['kind']);
  const said = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) => {
    const [from, to] = [before[field], after[field]].map((side) => changed(write, field, side));
    return from === to
      ? []
      : [`${label(write, module, field)}: ${[from, to].filter((side) => side !== '').join(' → ')}`];
  });
  const text = said.join('; ');
  return { as: 'text', text, title: text.length > 60 ? text : null, href: null };
};

/** A field by its caption, a group of them by the group's; what has neither (a func of the access rules) by its name. */
function label({ caption }: Writer, module: string, field: string): string {
  const own = caption(module, field);
  const group = caption(module, `group_${field}`);
  return own === field && group !== `group_${field}` ? group : own;
}

function changed({ format, t }: Writer, field: string, value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return '∞';
  if (typeof value === 'boolean') return t(value ? 'properties.on' : 'properties.off');
  if (typeof value === 'number') return format.amount(value, unitOf(field));
  if (Array.isArray(value)) return value.join(' ') || '–';
  return plain(value);
}

const units = new Map<string, 'disk' | 'traffic'>([
  ['diskMax', 'disk'],
  ['trafficMax', 'traffic'],
]);
const unitOf = (field: string): 'count' | 'disk' | 'traffic' => units.get(field) ?? 'count';

const kinds: Readonly<Record<NonNullable<Column['as']>, CellOf>> = {
  text,
  name,
  number,
  usage,
  properties,
  flag,
  time,
  change,
  choice,
  state,
  duration,
};

export const cell = (write: Writer, given: CellIn): CellView => kinds[given.column.as ?? 'text'](write, given);

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

interface State {
  kind: string;
  name: string;
  by: string;
  at: number | null;
  reason: string;
}

/** Only what is not active gets a chip, so that the eye finds it; its title says by whom, when and why. */
function chip(write: Writer, module: string, value: unknown): { text: string; tone: string; title: string } | null {
  if (typeof value !== 'object' || value === null) return null;
  const { t, format, ctx, caption } = write;
  const { kind, name: reseller, by, at, reason } = value as State;
  if (kind === 'active') return null;
  const when = at === null ? '' : format.relative(at, ctx.now);
  const lines = [
    by === '' ? when : t('account.state.by', { who: by, when }),
    reason === '' ? '' : t('account.state.reason', { reason }),
  ];
  const tone = kind === 'deleted' || kind === 'retired' ? 'grey' : 'bad';
  const known = `account.state.${kind}`;
  const word = t(known) === known ? caption(module, `state_${kind}`) : t(known, { name: reseller });
  return {
    text: word.slice(0, 1).toUpperCase() + word.slice(1),
    tone,
    title: lines.filter((line) => line !== '').join('\n'),
  };
}
